"""Letters that are written ahead of the transaction that takes them, and compared with as few others as will do."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cardscan import followup
from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.followup.letters.likeness import comparisons, core, firm_of, telling, too_alike
from cardscan.followup.letters.lint import LintSettings
from cardscan.model.draft import DraftState, Letter, OtherLetter, Sender
from cardscan.model.encounter import Encounter
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.store import Store, Transaction, open_store
from cardscan.workflows.letters.recent import RecentLetters
from cardscan.workflows.letters.writing import LetterWriter, Prepared

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MET = Encounter(event="Sample Fair", day=date(2026, 11, 20), talk="chairs")
TOKEN = "0123456789abcdef"  # noqa: S105 - a draft's number, no secret


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


@pytest.fixture
def letters(tmp_path: Path) -> LetterWriter:
    return LetterWriter(Settings(home=tmp_path, sender=Sender("Robin Beispiel", "robin@beispiel.example")))


def reading_of(given: str, number: int) -> CardReading:
    details = ContactDetails(name=PersonName(f"{given} Muster", given, "Muster"), emails=(f"m@muster{number}.example",))
    return CardReading(details, (), None, "en", Recommendation.STRONG, text=())


def take(store: Store, letters: LetterWriter, reading: CardReading, prepared: Prepared | None, token: str) -> Letter:
    with store.transaction() as tx:
        contact = tx.people.add(reading, uid=f"urn:uuid:{token}", now=NOW)
        tx.encounters.add(contact.id, MET, now=NOW)
        _, file = letters.write(tx, contact, MET, token=token, now=NOW, prepared=prepared)
        assert file is not None
        return tx.drafts.all(contact_id=contact.id)[0].letter


def test_a_letter_that_still_fits_is_not_written_again(
    store: Store, letters: LetterWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While other programs wait for the store nothing is rendered."""
    reading = reading_of("Mira", 1)
    prepared = letters.prepare(store, reading, MET, token=TOKEN, now=NOW)
    assert prepared is not None
    monkeypatch.setattr(followup, "write", None)  # would be a TypeError
    assert take(store, letters, reading, prepared, TOKEN) == prepared.letter


def test_a_letter_like_one_that_came_meanwhile_is_written_anew(store: Store, letters: LetterWriter) -> None:
    """As it would be had nothing been prepared; and so is one whose card says something else by then."""
    reading = reading_of("Mira", 1)
    prepared = letters.prepare(store, reading, MET, token=TOKEN, now=NOW)
    assert prepared is not None
    take(store, letters, reading_of("Ada", 2), None, TOKEN)  # the same token begins with the same wording
    other = "f" + TOKEN[1:]
    again = letters.prepare(store, reading, MET, token=other, now=NOW)
    taken = take(store, letters, reading, replace(prepared, letter=replace(prepared.letter)), other)
    assert again is not None
    assert taken == again.letter != prepared.letter
    changed = reading_of("Mirabel", 3)
    assert "Mirabel" in take(store, letters, changed, again, "e" + TOKEN[1:]).body


def test_nothing_is_prepared_where_no_letter_is_wanted(store: Store, letters: LetterWriter) -> None:
    """Without a conversation, without an address, and for somebody who wants none."""
    reading = reading_of("Mira", 1)
    nameless = replace(reading, details=replace(reading.details, emails=()))
    assert letters.prepare(store, reading, None, token=TOKEN, now=NOW) is None
    assert letters.prepare(store, reading, replace(MET, talk=""), token=TOKEN, now=NOW) is None
    assert letters.prepare(store, nameless, MET, token=TOKEN, now=NOW) is None
    with store.transaction() as tx:
        tx.suppression.add("m@muster1.example", reason="asked", now=NOW, actor="me")
    assert letters.prepare(store, reading, MET, token=TOKEN, now=NOW) is None


WORDS = st.lists(st.sampled_from(["chairs", "tables", "lenses"]), min_size=1, max_size=6).map(" ".join)
OTHERS = st.lists(
    st.builds(
        lambda firm, name, text: OtherLetter(0, f"{name}@{firm}", name, f"Hello {name},\n\n{text}\n\nRobin\n"),
        st.sampled_from(["a.example", "b.example", "gmail.com"]), st.sampled_from(["mira", "ada"]), WORDS,
    ),
    max_size=12,
)  # fmt: skip


@given(OTHERS, WORDS, st.sampled_from(["a.example", "gmail.com"]))
def test_letters_that_say_the_same_are_compared_with_once(others: list[OtherLetter], text: str, firm: str) -> None:
    """However many there are, in whatever order, of whichever firm: the answer is that of all of them."""
    body = f"Hello Noa,\n\n{text}\n\nRobin\n"
    letter = Letter(f"noa@{firm}", "Noa", "s", body, "c", "first", date(2026, 11, 26), "en", "<0@x>")
    few = telling(others, letter.recipient)
    assert len(few) <= 2 * len({other.body.split("\n\n")[1] for other in others})
    assert too_alike(letter, few, LintSettings()) == too_alike(letter, others, LintSettings())


@given(OTHERS, WORDS, st.sampled_from(["a.example", "gmail.com"]), st.sampled_from([0.5, 0.85, 1.0]))
def test_what_says_the_same_is_found_without_the_rest(
    others: list[OtherLetter], text: str, firm: str, most: float
) -> None:
    """A wording that was used before needs no further comparison, and the answer is that of comparing with all."""
    letter = Letter(f"noa@{firm}", "Noa", "s", f"Hello Noa,\n\n{text}\n\nRobin\n", "c", "first", date(2026, 11, 26),
                    "en", "<0@x>")  # fmt: skip
    limits = LintSettings(max_similarity=most, max_similarity_in_firm=0.7)
    one_by_one = [alike - limit for alike, limit, _ in comparisons(letter, others, limits)]
    assert too_alike(letter, others, limits) == max(one_by_one, default=-1.0)


HAPPENINGS = st.sampled_from(["add", "edit", "let go", "undo", "block", "age"])
CHANGES = st.lists(st.tuples(HAPPENINGS, st.integers(0, 99), WORDS), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def long_used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("store") / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


# The store goes on from one example to the next, so that making one smaller would say nothing.
@settings(max_examples=60, deadline=None, phases=(Phase.generate,))
@given(st.lists(CHANGES, min_size=1, max_size=4), st.sampled_from(["a.example", "b.example", "gmail.com"]))
def test_letters_kept_in_mind_are_those_in_the_store(
    long_used: Store, looks: list[list[tuple[str, int, str]]], firm: str
) -> None:
    """Whatever was written, rewritten, let go, taken back or blocked between two looks, and whatever grew too old."""
    kept, since = RecentLetters(), NOW - timedelta(days=90)
    letter = Letter(f"noa@{firm}", "Noa", "s", "Hello,\n\nchairs lenses tables\n\nRobin\n", "c", "first", NOW.date(),
                    "en", "<0@x>")  # fmt: skip
    for changes in looks:
        for what, number, text in changes:
            since += timedelta(minutes=number if what == "age" else 0)
            with long_used.transaction() as tx:
                change(tx, what, number, text)
        kept.look(long_used, since)
        plain = long_used.drafts.recent(since, besides=0)
        assert kept.newest == max((other.draft_id for other in plain), default=0)
        for_them, told = kept.telling(letter.recipient), telling(plain, letter.recipient)
        assert sorted(said(for_them, firm)) == sorted(said(told, firm))
        assert too_alike(letter, for_them, LintSettings()) == too_alike(letter, plain, LintSettings())


def test_a_letter_under_the_number_of_one_that_was_undone_is_another(store: Store) -> None:
    """The database gives the highest number again when its draft is gone."""
    kept, since = RecentLetters(), NOW - timedelta(days=90)
    with store.transaction() as tx:
        change(tx, "add", 0, "chairs")
    kept.look(store, since)
    with store.transaction() as tx:
        change(tx, "undo", 0, "")
        change(tx, "add", 0, "tables")
    kept.look(store, since)
    assert kept.newest == 1
    assert [core(other.body) for other in kept.telling("noa@a.example")] == ["tables"]


def said(others: list[OtherLetter], firm: str) -> list[tuple[list[str], bool]]:
    """The words of each, and whether it went to this firm."""
    return [(core(other.body).split(), firm_of(other.recipient) == firm) for other in others]


COUNT = itertools.count()


def change(tx: Transaction, what: str, number: int, text: str) -> None:
    """One thing that may happen to a store's letters at any time; NOW counts on, as clocks do."""
    now = NOW + timedelta(minutes=next(COUNT))
    drafts = [draft for draft in tx.drafts.all() if draft.state is DraftState.DRAFTED]
    draft = drafts[number % len(drafts)] if drafts else None
    body = f"Hello {number},\n\n{text}\n\nRobin\n"
    if what == "add" or draft is None:
        contact = tx.people.add(reading_of("Mira", number), uid=f"urn:uuid:{uuid.uuid4()}", now=now)
        firm = ["a.example", "b.example", "gmail.com"][number % 3]
        snapshot = tx.review.snapshot(contact.id)
        letter = Letter(f"{uuid.uuid4().hex}@{firm}", "Mira", "s", body, "c", "first", NOW.date(), "en",
                        f"<{uuid.uuid4()}@x>")  # fmt: skip
        SNAPSHOTS[tx.drafts.add(contact.id, letter, now=now).id] = snapshot
    elif what == "edit":
        tx.drafts.write(draft.id, replace(draft.letter, body=body), edited=True, now=now)
    elif what == "let go":
        tx.drafts.move(draft.id, DraftState.LET_GO, now=now, actor="me")
    elif what == "undo":
        tx.review.bring_back(draft.contact_id, SNAPSHOTS[draft.id], now=now)  # the letter's number may be given again
    elif what == "block":
        tx.suppression.unblock(tx.suppression.block(draft.contact_id, reason="asked", now=now, actor="me"), now=now)


SNAPSHOTS: dict[int, dict[str, object]] = {}
