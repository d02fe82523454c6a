"""Whatever is typed: understanding a note never fails, is quick, and takes nothing from a private clause."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.followup.notes.clauses import clauses
from cardscan.followup.notes.lexicon import lexicon
from cardscan.followup.notes.note_said import NoteReading
from cardscan.followup.notes.understanding import MAX_NOTE_CHARS, understand
from cardscan.locales.note_words import NOTE_LANGUAGES

THURSDAY = date(2026, 11, 26)
SENTINEL = "zebraquagga"
SAFE = [
    "talked about sailing", "I'll send her the list by Friday", "über Segeln gesprochen", "schick ihr die Liste",
    "parlé de voile", "je lui envoie la liste", "hablamos de barcos", "le mando la lista", "parlato di vela",
    "gli mando la lista", "falámos de barcos", "mando-lhe a lista", "over zeilen gepraat", "stuur haar de lijst",
]  # fmt: skip
PRIVATE = [
    f"I will not send her the {SENTINEL}", f"if she pays I'll send the {SENTINEL}", f"apparently she sells {SENTINEL}",
    f"he thinks {SENTINEL} is rubbish lol", f"ich schicke ihr den {SENTINEL} nicht",
    f"wenn sie zahlt, schicke ich den {SENTINEL}",
    f"je ne lui envoie pas le {SENTINEL}", f"si elle paie, je lui envoie le {SENTINEL}", f"no le mando el {SENTINEL}",
    f"non gli mando il {SENTINEL}", f"não lhe mando o {SENTINEL}", f"ik stuur haar de {SENTINEL} niet",
    f"als ze betaalt stuur ik de {SENTINEL}", f"her {SENTINEL} is ill", f"private: {SENTINEL}",
]  # fmt: skip
ENDS = [". ", "; ", "\n", " - ", ", ", "! ", " / "]


def taken(said: NoteReading) -> str:
    """All that could get into a letter."""
    items = (*said.mine, *said.theirs, *said.asks)
    return " ".join((said.talk, said.next_step, said.introduced_by or "", *(item.text for item in items)))


@given(st.text(max_size=400))
def test_any_text_at_all_is_understood_without_an_error(text: str) -> None:
    """Hostile ones too."""
    understand(text, THURSDAY)


@given(st.lists(st.sampled_from([*SAFE, *PRIVATE]), max_size=5), st.sampled_from(ENDS[:3]))
def test_a_private_clause_never_surfaces_whatever_stands_beside_it(parts: list[str], end: str) -> None:
    """In seven languages, mixed."""
    assert SENTINEL not in taken(understand(end.join(parts), THURSDAY))


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize("end", ENDS)
def test_a_private_clause_after_a_talk_is_private_whatever_is_between(private: str, end: str) -> None:
    """A comma and a dash too."""
    assert SENTINEL not in taken(understand(f"talked about sailing{end}{private}", THURSDAY))


@pytest.mark.parametrize(
    "piece", ["(", "a, ", "and ", "'", '"', "x: ", "to ", "send her ", "über ", "#a ", "-> ", "1.", "~ "]
)
def test_long_repetitions_are_cut_into_few_clauses(piece: str) -> None:
    """No pattern takes more than a linear walk: the longest note that is read is read whole."""
    text = piece * (MAX_NOTE_CHARS // len(piece))
    assert len(list(clauses(text))) <= MAX_NOTE_CHARS
    understand(text, THURSDAY)


@pytest.mark.parametrize("code", NOTE_LANGUAGES)
def test_every_language_has_a_lexicon_that_knows_its_own_words(code: str) -> None:
    """A file that loads is one that can be used."""
    known = lexicon(code)
    assert known.share(" ".join(known.words.persons.i)) > 0 and known.labels["private"]


def test_whom_somebody_is_introduced_to_is_never_taken_for_what_is_theirs() -> None:
    """ "her" before "to" is a person: "introduce your to Ben" stands in no letter."""
    said = understand("promised to send photos of the press and to introduce her to Ben", THURSDAY)
    assert "your" not in taken(said)


@pytest.mark.parametrize(
    ("note", "topic"),
    [
        ("Drechseln, Zirbe, Hobelbank", "Drechseln, Zirbe, Hobelbank"),
        ("forja, rejas, pátinas", "forja, rejas, pátinas"),
        ("vlas, weefgetouwen, natuurlijk verven", "vlas, weefgetouwen, natuurlijk verven"),
    ],
)
def test_a_bare_list_of_things_is_the_topic(note: str, topic: str) -> None:
    """Tired people type nothing else."""
    assert understand(note, THURSDAY).talk == topic


def test_a_numbered_list_is_several_promises() -> None:
    """Each can be kept on its own."""
    said = understand("will send her 1/ the map 2/ the price list by Friday", THURSDAY)
    assert [item.text for item in said.mine] == ["send the map", "send the price list"]
