"""What the tests of the review share: a store to decide on, all that a person could see of it, and every verb."""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cardscan.config import Settings
from cardscan.followup.letters.letter_process import LetterProcess, _answer
from cardscan.model.draft import Draft, Sender
from cardscan.model.geometry import Quad
from cardscan.model.scan import ScannedCard
from cardscan.store import Store, ValueKind, opening
from cardscan.store.schema import metadata
from cardscan.workflows.forgetting import forget
from cardscan.workflows.review.cards import CardDesk
from cardscan.workflows.review.letters import LetterDesk
from cardscan.workflows.review.pairs import PairDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.relations import RelationDesk
from tests import quick_stores
from tests.browser.conftest import PEOPLE, Person, card_picture, put, reading_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
# What only grows, and what says when something was last touched.
_GROWS = {"audit", "review_steps", "merges"}
_TOUCHED = {"revised", "changed_at", "revision", "answered_at", "answered_by"}


def write_letters_here() -> None:
    """From now on this process, which is forked at every step, starts none for its letters and runs no migrations."""
    opening.migrate = quick_stores.migrate
    LetterProcess._ask = _written_here  # type: ignore[method-assign]


def _written_here(_: LetterProcess, job: bytes, name: str) -> dict[str, Any]:  # noqa: ARG001 - as the process is asked
    answer: dict[str, Any] = json.loads(_answer(pickle.loads(job)[1]))  # noqa: S301 - ours
    return answer


def settings(folder: Path) -> Settings:
    """Robin's."""
    return Settings(home=folder / "home", sender=Sender("Robin Sample", "robin@sample.example.org"))


def set_up(store: Store, own: Settings) -> None:
    """Four people, a letter to the first, and the question whether the last two are one."""
    for number, person in enumerate(PEOPLE, 1):
        put(store, person, number, now=NOW)
    PeopleDesk(store, own, "somebody else").confirm(1, seen=store.review.seen(1), now=NOW)
    with store.transaction() as tx:
        tx.duplicates.ask(3, 4, score=4.0, reasons=[("same name", 4.0)], now=NOW)


def rows(store: Store, *, everything: bool = False) -> dict[str, list[dict[str, Any]]]:
    """All rows that a person could see; with `everything` also those that only grow, and every column."""
    with sa.create_engine(f"sqlite:///{store.where}").connect() as connection:
        return {
            table.name: [
                {name: value for name, value in row.items() if everything or name not in _TOUCHED}
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in metadata.sorted_tables
            if everything or table.name not in _GROWS
        }


def letter(store: Store, contact: int = 1) -> Draft:
    """The letter to the first."""
    return store.drafts.all(contact_id=contact)[0]


def both(store: Store, one: int = 3, other: int = 4) -> tuple[str, str]:
    """What the page of a pair showed."""
    return store.review.seen(one), store.review.seen(other)


def read_otherwise() -> ScannedCard:
    """The second person's card, upside down and read by a better eye."""
    reading = reading_of(dataclasses.replace(PEOPLE[1], read_email=""))
    turned = Quad(tuple(Quad.whole(1050, 600).corners[at] for at in (2, 3, 0, 1)))  # type: ignore[arg-type]
    return ScannedCard(5, turned, (1050, 600), reading, {}, "drawn", crop_jpeg=card_picture(PEOPLE[3]))


def with_second_card(store: Store) -> int:
    """Give the second person another person's card too, with its talk; the card's number."""
    put(store, Person("Ivo Brand", "Lathe & Co", "ivo@lathe.example.org", talk="turning wood"), 9, now=NOW)
    with store.transaction() as tx:
        tx.duplicates.merge(2, 5, now=NOW, actor="somebody else")
    return store.cards.all(contact_id=2)[-1].id


def approve(store: Store, own: Settings) -> object:
    """Say yes to the letter as it is."""
    text = letter(store)
    return LetterDesk(store, own, "robin").approve(
        text.id, revision=text.revision, subject=text.letter.subject, body=text.letter.body, now=NOW
    )


def _people(verb: str, *given: Any) -> Callable[[Store, Settings], object]:
    def call(store: Store, own: Settings) -> object:
        return getattr(PeopleDesk(store, own, "robin"), verb)(2, *given, seen=store.review.seen(2), now=NOW)

    return call


def _letters(verb: str, *given: Any, **named: Any) -> Callable[[Store, Settings], object]:
    def call(store: Store, own: Settings) -> object:
        desk = LetterDesk(store, own, "robin")
        return getattr(desk, verb)(1, *given, revision=letter(store).revision, now=NOW, **named)

    return call


def _pair(verb: str) -> Callable[[Store, Settings], object]:
    return lambda store, own: getattr(PairDesk(store, own, "robin"), verb)(3, 4, seen=both(store), now=NOW)


def undo(store: Store, own: Settings) -> object:
    """Take the last step back."""
    return PeopleDesk(store, own, "robin").undo(now=NOW)


# Each verb on the store of `set_up`, after what `BEFORE` has for it.
VERBS: dict[str, Callable[[Store, Settings], object]] = {
    "confirm": _people("confirm"),
    "fix": _people("fix", ValueKind.EMAIL, ["gavin@tarnbrook.example.org"]),
    "context": lambda store, own: PeopleDesk(store, own, "robin").add_context(
        3, "talked about glass; I send the sketch by Friday", seen=store.review.seen(3), now=NOW
    ),
    "let go": lambda store, own: PeopleDesk(store, own, "robin").let_go(1, seen=store.review.seen(1), now=NOW),
    "later": _people("later", date(2026, 12, 24)),
    "done": _people("done"),
    "not a card": _people("no_card"),
    "block": lambda store, own: PeopleDesk(store, own, "robin").block(1, seen=store.review.seen(1), now=NOW),
    "save": _letters("save", subject="Hi", body="By hand"),
    "another": _letters("another"),
    "language": _letters("in_language", "de"),
    "approve": approve,
    "same": _pair("same"),
    "two people": _pair("not_same"),
    "ask later": _pair("ask_later"),
    "part": lambda store, own: PairDesk(store, own, "robin").part(3, 4, now=NOW),
    "read again": lambda store, own: CardDesk(store, own, "robin").read_again(
        2, read_otherwise(), seen=store.review.seen(2), now=NOW
    ),
    "split": lambda store, own: CardDesk(store, own, "robin").split(
        store.cards.all(contact_id=2)[-1].id, seen=store.review.seen(2), now=NOW
    ),
    "second person": lambda store, own: CardDesk(store, own, "robin").second_person(
        1,
        {
            ValueKind.NAME: [{"full": "Ida Whitlow", "given": "Ida", "family": "Whitlow"}],
            ValueKind.ORGANIZATION: ["Finchgate Capital"],
            ValueKind.PHONE: [{"type": "work", "printed": "+442079460958", "e164": "+442079460958"}],
        },
        kept={ValueKind.PHONE: []},
        seen=store.review.seen(1),
        now=NOW,
    ),
    "touch": lambda store, own: RelationDesk(store, own, "robin").touch(
        2, "she called, we meet in May", seen=store.review.seen(2), now=NOW
    ),
    "promise kept": lambda store, own: RelationDesk(store, own, "robin").promise(
        store.promises.all()[0].id, "kept", seen=store.review.seen(3), now=NOW
    ),
    "undo": undo,
    "undo same": undo,
    "forget": lambda store, _: forget(store, 1, reason="forgotten", now=NOW, actor="robin"),
}
BEFORE: dict[str, Callable[[Store, Settings], object]] = {
    "part": VERBS["same"],
    "split": lambda store, _: with_second_card(store),
    "promise kept": VERBS["context"],
    "undo": approve,
    "undo same": VERBS["same"],
}
