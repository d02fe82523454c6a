"""Fronts and backs as they are taken in, on both databases: in order, in any order, and what a person says of it."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.model.card_outcome import CardOutcome
from cardscan.model.contact import Contact, Verdict
from cardscan.model.geometry import Quad
from cardscan.model.identifiers import contact_uid
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Phone, PhoneType, Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import Decision, FileStamp, PhotoState, QuestionState, Store, Transaction, open_store
from cardscan.store.facets.photos import NEAR_ROWS
from cardscan.workflows.intake.encounters import Encounters
from cardscan.workflows.intake.intake import Intake, stamp_of

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TAKEN = datetime(2026, 11, 20, 14, 0)


def person(name: str, email: str, *, firm: str = "Acme Optik GmbH") -> ContactDetails:
    return ContactDetails(PersonName(name), emails=(email,), organization=firm)


ADA, BOB = person("Ada Beispiel", "ada@acme.example"), person("Bob Muster", "bob@acme.example")
EVE = person("Eve Fremd", "eve@other.example", firm="Other Ltd")
BACK = ContactDetails(organization="Acme Optik", urls=("https://www.acme.example",))
INN = ContactDetails(organization="Trattoria Esempio", phones=(Phone(PhoneType.WORK, "040 998877", "+4940998877"),))
NOTHING = ContactDetails()


@dataclasses.dataclass
class Session:
    """A folder of photos, one a list of cards, and how they are taken in."""

    store: Store
    folder: Path
    photos: dict[str, ScannedPhoto] = dataclasses.field(default_factory=dict)

    def shoot(self, *photos: Sequence[ContactDetails], taken: Iterable[datetime | None] = ()) -> list[str]:
        """Make IMG_1.jpg, IMG_2.jpg, ... with these cards."""
        times = [*taken, *itertools.repeat(None, len(photos))]
        for number, (details, time) in enumerate(zip(photos, times, strict=False), 1):
            name = f"IMG_{number}.jpg"
            (self.folder / name).write_bytes(name.encode())
            digest = hashlib.sha256(name.encode()).hexdigest()
            cards = tuple(card_of(index, each, time) for index, each in enumerate(details))
            self.photos[name] = ScannedPhoto(name, digest, cards, None if cards else "no card found")
        return list(self.photos)

    def scan(self, names: Iterable[str] | None = None) -> list[CardOutcome]:
        """As `scan` does it: in order, knowing which photos are still to come."""
        paths = [self.folder / name for name in names or self.photos]
        intake = Intake(
            self.store, Settings(home=self.folder), Encounters([(p, self.folder) for p in paths]), paths, now=NOW
        )
        told = [intake.take(self.photos[p.name], p) for p in paths if not intake.known_file(p)]
        return [stored for photo in told for stored in photo]

    def watch(self, order: Iterable[str]) -> None:
        """As several programs that watch do it: all that is known is in the store."""
        ledger = self.store.ledger
        stamps = [stamp for name in self.photos if (stamp := stamp_of(self.folder / name))]
        ledger.enqueue(stamps, root=self.folder, now=NOW)
        mine = {a.stamp.path.name: a for a in ledger.claim("me", roots=[self.folder], limit=99, now=NOW)}
        for name in order:
            path, photo = self.folder / name, self.photos[name]
            notes = Encounters([(path, self.folder)], watched=True)
            intake = Intake(self.store, Settings(home=self.folder), notes, (), now=NOW)

            def settle(tx: Transaction, known: bool, name: str = name, digest: str = photo.sha256) -> None:
                assert not known
                tx.arrivals.finish(mine[name], "me", PhotoState.DONE, now=NOW, sha256=digest)

            intake.take(photo, path, settle=settle)

    def end(self) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
        """Which photos show one contact's cards, and which pairs of photos are asked about."""
        of = {
            c.id: frozenset(f"{x.photo} {x.index}" for x in self.store.cards.all(contact_id=c.id)) for c in self.people
        }
        asked = {frozenset((*of[q.contact.id], *of[q.other.id])) for q in self.store.duplicates.undecided()}
        return {photos for photos in of.values() if len(photos) > 1}, asked

    @property
    def people(self) -> list[Contact]:
        return self.store.people.all()


def card_of(index: int, details: ContactDetails, taken: datetime | None) -> ScannedCard:
    text = (details.name.full,) if details.name else ()
    reading = CardReading(details, recommendation=Recommendation.MEDIUM, text=(*text, *details.emails))
    return ScannedCard(index, Quad.whole(900, 500), (900, 500), reading, {}, "drawn", taken=taken)


@pytest.fixture
def session(store: Store, tmp_path: Path) -> Session:
    place = tmp_path / "photos"
    place.mkdir()
    return Session(store, place)


def pairs(*photos: str) -> set[frozenset[str]]:
    return {frozenset(f"IMG_{number}.jpg 0" for number in pair.split("+")) for pair in photos}


SESSIONS = {
    "front, back": ([ADA, BACK], pairs("1+2"), set()),
    "back, front": ([BACK, ADA], pairs("1+2"), set()),
    "colleagues, each with a back": ([ADA, BACK, BOB, BACK], pairs("1+2", "3+4"), set()),
    "backs first": ([EVE, BACK, ADA, BACK, BOB], pairs("2+3", "4+5"), set()),
    "a restaurant between two": ([ADA, INN, EVE], set(), set()),
    "an empty back": ([ADA, NOTHING], set(), pairs("1+2")),
    "an empty back between two": ([ADA, NOTHING, EVE], set(), pairs("1+2")),
    "an empty back first": ([NOTHING, ADA, BOB], set(), pairs("1+2")),
    "the firm taken for a name": ([ADA, person("Acme Optik", "info@acme.example")], set(), pairs("1+2")),
    "two languages": ([ADA, person("山田 花子", "info@acme.example")], set(), pairs("1+2")),
    "only backs": ([BACK, INN, NOTHING], set(), set()),
    "one back, and again": ([ADA, BACK, BACK], pairs("1+2"), set()),
}


@pytest.mark.parametrize(("cards", "joined", "asked"), SESSIONS.values(), ids=SESSIONS)
def test_a_scan_joins_fronts_with_their_backs(
    session: Session, cards: list[ContactDetails], joined: set[frozenset[str]], asked: set[frozenset[str]]
) -> None:
    """One contact a person, with both sides; what stands alone stays alone; doubts are asked."""
    session.shoot(*([card] for card in cards))
    session.scan()
    assert session.end() == (joined, asked)


@pytest.mark.parametrize(("cards", "joined", "asked"), SESSIONS.values(), ids=SESSIONS)
def test_a_scan_that_is_interrupted_ends_the_same(
    session: Session, cards: list[ContactDetails], joined: set[frozenset[str]], asked: set[frozenset[str]]
) -> None:
    """Started again after every photo: a new process knows only the folder and the store."""
    names = session.shoot(*([card] for card in cards))
    for name in names:
        paths = [session.folder / each for each in names]
        notes = Encounters([(path, session.folder) for path in paths])
        intake = Intake(session.store, Settings(home=session.folder), notes, paths, now=NOW)
        intake.take(session.photos[name], session.folder / name)
    assert session.end() == (joined, asked)
    before = [(c.id, c.display_name) for c in session.people]
    session.scan()
    assert [(c.id, c.display_name) for c in session.people] == before


@pytest.mark.parametrize(("cards", "joined", "asked"), SESSIONS.values(), ids=SESSIONS)
def test_programs_that_watch_end_the_same_the_other_way_round(
    session: Session, cards: list[ContactDetails], joined: set[frozenset[str]], asked: set[frozenset[str]]
) -> None:
    """The last photo is through first: nothing is decided before the neighbours are known."""
    session.watch(reversed(session.shoot(*([card] for card in cards))))
    assert session.end() == (joined, asked)


@pytest.mark.parametrize(
    "order", list(itertools.permutations(range(4)))[1:-1], ids=lambda order: "".join(map(str, order))
)
def test_no_order_gives_a_back_to_a_colleague(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Two colleagues' cards with alike backs, and all the ways in which four photos can be finished."""
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as store:
        session = Session(store, tmp_path)
        names = session.shoot([ADA], [BACK], [BOB], [BACK])
        session.watch(names[place] for place in order)
        assert session.end() == (pairs("1+2", "3+4"), set())


def test_two_sides_on_one_photo_are_one_card(session: Session) -> None:
    """Side by side, in either order; and on a photo of several cards only where it can be one alone."""
    session.shoot([ADA, BACK], [INN, EVE])
    session.scan()
    assert session.end() == ({frozenset({"IMG_1.jpg 0", "IMG_1.jpg 1"})}, set())
    assert {c.display_name for c in session.people} == {"Ada Beispiel", "Trattoria Esempio", "Eve Fremd"}


def test_the_back_may_lie_before_the_front(session: Session) -> None:
    """On one photo the reading order says nothing; an empty side is asked about."""
    session.shoot([BACK, ADA], [NOTHING, EVE])
    session.scan()
    joined, asked = frozenset({"IMG_1.jpg 0", "IMG_1.jpg 1"}), frozenset({"IMG_2.jpg 0", "IMG_2.jpg 1"})
    assert session.end() == ({joined}, {asked})


def test_a_back_that_may_be_of_two_colleagues_is_nobodys(session: Session) -> None:
    """Three on one photo: the firm's side could be the back of either."""
    session.shoot([BACK, ADA, BOB])
    session.scan()
    assert session.end() == (set(), set())
    assert len(session.people) == 3


def test_what_was_photographed_later_is_another_card(session: Session) -> None:
    """Two minutes by the camera's clock; a photo that does not say is taken as beside the other."""
    session.shoot([ADA], [BACK], taken=[TAKEN, TAKEN + timedelta(minutes=2, seconds=1)])
    session.scan()
    assert session.end() == (set(), set())


def test_it_is_said_and_written_down(session: Session) -> None:
    """The person keeps their number, gets what the back says, and the history names the reasons."""
    session.shoot([ADA], [BACK], [NOTHING])
    told = session.scan()
    (ada,) = session.people  # two sides of her card are known: nobody is asked about a third
    assert ada.details.name and ada.details.urls == BACK.urls
    assert [stored.side for stored in told if stored.side] == ["IMG_2.jpg, same domain, same organisation"]
    assert [entry.action for entry in session.store.audit.entries(f"contact {ada.id}")] == ["other side"]
    assert [stored.verdict for stored in told] == [Verdict.NEW, None, None]


def test_what_a_person_parted_stays_parted(session: Session) -> None:
    """Split off on the review page, or the merge undone: later photos do not bring the two together again."""
    session.shoot([BACK], [ADA], [BACK])
    session.scan(["IMG_1.jpg", "IMG_2.jpg"])
    (ada,) = session.people
    back = next(card for card in session.store.cards.all(contact_id=ada.id) if card.photo == "IMG_1.jpg")
    with session.store.transaction() as tx:
        tx.cards.split(back.id, uid="urn:uuid:split", now=NOW)
    session.scan(["IMG_3.jpg"])
    assert frozenset({"IMG_1.jpg 0", "IMG_2.jpg 0"}) not in session.end()[0]


def test_an_undone_join_is_not_made_again(session: Session) -> None:
    """A back that was joined late, by a merge, can be parted by `contacts undo`."""
    names = session.shoot([EVE], [BACK], [ADA])
    session.watch(["IMG_2.jpg", "IMG_3.jpg", "IMG_1.jpg"])
    assert session.end()[0] == pairs("2+3")
    (merge,) = (merge for contact in session.people for merge in session.store.people.history(contact.id).merges)
    with session.store.transaction() as tx:
        tx.duplicates.undo_merge(merge.merged_id, now=NOW, actor="me")
    assert session.end() == (set(), set())
    assert session.store.duplicates.answered(merge.kept_id, merge.merged_id) is QuestionState.NOT_SAME
    assert len(names) == len(session.people)


def test_who_was_let_go_is_left_alone(session: Session) -> None:
    """A person has decided about the firm's card: no name is put on it afterwards."""
    session.shoot([BACK], [ADA])
    session.scan(["IMG_1.jpg"])
    (firm,) = session.people
    with session.store.transaction() as tx:
        tx.people.decide(firm.id, Decision.LET_GO, now=NOW, actor="me")
    session.scan(["IMG_2.jpg"])
    assert session.end() == (set(), set())


def test_only_photos_of_the_same_time_and_folder_lie_beside_each_other(store: Store, tmp_path: Path) -> None:
    """Waiting photos are among them, without bytes; those of other folders and of long ago are not."""
    for number in range(NEAR_ROWS + 3):
        folder = tmp_path / ("other" if number % 2 else "here")
        photo = ScannedPhoto(f"IMG_{number}.jpg", f"{number:064x}")
        with store.transaction() as tx:
            tx.photos.add(photo, stamp=FileStamp(folder / photo.name, 1, 1), now=NOW)
    beside = store.photos.beside(f"{NEAR_ROWS + 2:064x}")
    assert set(beside) == {f"IMG_{number}.jpg" for number in range(2, NEAR_ROWS + 3, 2)}
    assert beside["IMG_2.jpg"] == f"{2:064x}"
    assert store.photos.beside("f" * 64) == {}
    names = [f"IMG_{NEAR_ROWS + 2}.jpg", "IMG_900.jpg"]
    store.ledger.enqueue([FileStamp(tmp_path / "here" / n, 1, 1) for n in names], root=tmp_path, now=NOW)
    assert store.photos.beside(f"{NEAR_ROWS + 2:064x}") == beside | {"IMG_900.jpg": None}


def test_who_was_asked_about_once_is_known(store: Store) -> None:
    """Open, answered or put off: it was asked."""
    numbers = []
    with store.transaction() as tx:
        for index in range(3):
            reading = CardReading(person(f"P{index}", f"p{index}@x.example"))
            numbers.append(tx.people.add(reading, uid=contact_uid("a", index), now=NOW).id)
        tx.duplicates.ask(numbers[0], numbers[1], score=1, reasons=(), now=NOW)
    assert [store.duplicates.was_asked_about(number) for number in numbers] == [True, True, False]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[
    phase for phase in Phase if phase is not Phase.shrink
])  # fmt: skip
@given(
    st.lists(st.sampled_from([ADA, BOB, EVE, BACK, INN, NOTHING]), min_size=2, max_size=5).flatmap(
        lambda cards: st.tuples(st.just(cards), st.permutations(range(len(cards))))
    )
)
def test_any_session_ends_the_same_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[list[ContactDetails], list[int]]
) -> None:
    """Whatever lies there: the joined cards and those asked about are the same in a scan and where programs watch."""
    cards, order = drawn
    ends = _ends(tmp_path_factory, cards, order)
    assert ends[0] == ends[1]


@pytest.mark.parametrize(
    ("cards", "order"),
    [
        pytest.param([ADA, INN, EVE, INN, INN], [3, 2, 0, 1, 4], id="three alike cards of a firm"),
        pytest.param([INN, INN, INN], [1, 0, 2], id="the same three, and nothing else"),
        pytest.param([ADA, ADA, BACK], [1, 2, 0], id="a person twice, and the back is known before the first front"),
        pytest.param([BACK, BACK, ADA, ADA, BACK], [2, 4, 3, 0, 1], id="a person twice, with two backs"),
        pytest.param([ADA, BACK, BACK], [1, 2, 0], id="two alike backs, the front comes last"),
        pytest.param([BACK, BACK, ADA], [1, 2, 0], id="two alike backs before their front"),
        pytest.param([BACK, BACK, BACK, ADA, EVE], [4, 2, 1, 3, 0], id="backs whose front takes one of them"),
        pytest.param([BACK, INN, BACK, BACK, EVE], [2, 4, 3, 1, 0], id="the first of alike cards comes last"),
        pytest.param(
            [NOTHING, BOB, BACK, EVE], [1, 3, 2, 0], id="an empty card comes last, beside a front with its back"
        ),
        pytest.param([BACK, BACK, BOB, EVE, BOB], [0, 3, 4, 2, 1], id="two backs before somebody who comes twice"),
        pytest.param(
            [BACK, ADA, NOTHING, BOB], [2, 3, 1, 0], id="an empty card beside one that is still to find its back"
        ),
    ],
)
def test_a_session_that_ended_otherwise_once_ends_the_same(
    tmp_path_factory: pytest.TempPathFactory, cards: list[ContactDetails], order: list[int]
) -> None:
    """Each of these hung on who came first."""
    ends = _ends(tmp_path_factory, cards, order)
    assert ends[0] == ends[1]


def test_alike_cards_of_a_firm_are_one_contact(session: Session) -> None:
    """Joined in the order of their photos, and counted as known where they are."""
    session.shoot([INN], [INN], [INN])
    told = session.scan()
    assert session.end() == ({frozenset(f"IMG_{number}.jpg 0" for number in (1, 2, 3))}, set())
    assert [each.verdict for each in told if not each.earlier] == [Verdict.NEW, Verdict.NEW, Verdict.SAME]


def test_somebody_who_has_two_cards_may_have_two_backs(session: Session) -> None:
    """The same front twice, each with its back."""
    session.shoot([BACK], [ADA], [ADA], [BACK])
    session.scan()
    assert session.end() == ({frozenset(f"IMG_{number}.jpg 0" for number in (1, 2, 3, 4))}, set())


def _ends(
    tmp_path_factory: pytest.TempPathFactory, cards: list[ContactDetails], order: list[int]
) -> list[tuple[set[frozenset[str]], frozenset[str]]]:
    """The end of one scan, and of programs that watch and take the photos in this order."""
    ends = []
    for watched in (False, True):
        folder = tmp_path_factory.mktemp("session")
        with open_store(folder / "cardscan.db", keys_of=match_keys) as store:
            session = Session(store, folder)
            names = session.shoot(*([card] for card in cards))
            if watched:
                session.watch(names[place] for place in order)
            else:
                session.scan()
            joined, asked = session.end()
            # Of three alike cards of a firm, which two are asked about first is a matter of who came first.
            ends.append((joined, frozenset[str]().union(*asked)))
    return ends
