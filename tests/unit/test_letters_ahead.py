"""Letters that are written ahead of the transaction that takes them, and compared with as few others as will do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan import followup
from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.followup.likeness import telling, too_alike
from cardscan.followup.lint import LintSettings
from cardscan.letter_writing import LetterWriter, Prepared
from cardscan.model.draft import Letter, OtherLetter, Sender
from cardscan.model.encounter import Encounter
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.store import Store, open_store

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
        contact = tx.add_contact(reading, uid=f"urn:uuid:{token}", now=NOW)
        tx.add_encounter(contact.id, MET, now=NOW)
        _, file = letters.write(tx, contact, MET, token=token, now=NOW, prepared=prepared)
        assert file is not None
        return tx.drafts(contact_id=contact.id)[0].letter


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
        tx.suppress("m@muster1.example", reason="asked", now=NOW, actor="me")
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
