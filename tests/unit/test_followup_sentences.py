"""Where a sentence of a note ends, and what of it may be a promise."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.followup.notes.note_reading import parse_note
from cardscan.followup.notes.sentences import sentences
from cardscan.model.encounter import Promise

TUESDAY = date(2026, 11, 24)
PRIVATE = "he is going through a divorce"


@pytest.mark.parametrize(
    "end",
    [". ", ".\n", "! ", "? ", "!! ", "?! ", "; ", "\n", " - ", " – ", " — ", "—", "… ", "... ", ".. ", "\n- ",
     "\n* ", "\n• ", " • ", "。"],
)  # fmt: skip
@pytest.mark.parametrize("first", ["talked about sailing", "wir haben gesprochen über Segeln", "hablamos de barcos"])
def test_a_talk_ends_with_its_sentence_whatever_ends_it(first: str, end: str) -> None:
    """What follows in small letters too is the private note, never a part of what a letter quotes."""
    said = parse_note(f"{first}{end}{PRIVATE}", TUESDAY)
    assert said.talk and "divorce" not in said.talk and said.talk[-1].isalpha()
    assert said.note.endswith(PRIVATE)


def test_a_promise_and_an_introduction_end_with_their_sentence_too() -> None:
    """Neither takes the remark that follows along."""
    said = parse_note(
        f"introduced by Ana Exemplo. I send her the paper by Friday! {PRIVATE}. next: a call - tall", TUESDAY
    )
    assert said.introduced_by == "Ana Exemplo" and said.next_step == "a call"
    assert said.promises == (Promise("send the paper", date(2026, 11, 27)),)
    assert said.note == f"{PRIVATE}.; tall"


@pytest.mark.parametrize(
    "talk",
    [
        "the book of Dr. Weber and Prof. Lind",
        "receipts, z.B. from a till, or e.g. by letter",
        "a budget of 3.5k and v2.0 of the plan",
        "example.com and docs.example.com/a?b=1",
        "Python 3.12 vs. 2.7",
        "the plans of J. R. Muster for 3. Dezember",
        "Nr. 5 and p. 12",
        "the plan bis 27.11. im Amt",
        "a well-known e-mail on- and offline",
    ],
)
def test_a_full_stop_in_an_abbreviation_a_number_or_a_domain_ends_nothing(talk: str) -> None:
    """The talk is kept whole."""
    assert parse_note(f"talked about {talk}. {PRIVATE}", TUESDAY).talk == talk


@pytest.mark.parametrize("talk", ["plan B", "Python 3", "vitamin C", "the years 10 to 12", "lunch at 10 a.m"])
def test_a_letter_or_a_number_at_the_end_of_a_sentence_is_its_end(talk: str) -> None:
    """ "He" begins another sentence."""
    assert parse_note(f"talked about {talk}. He is arrogant", TUESDAY).talk == talk


@pytest.mark.parametrize(
    "line",
    [
        "but I will not send it", "I won't send it",
        "I will not send her the deck", "I'll never send it", "I promised nothing", "i send him nothing",
        "ich schicke ihr nichts", "ich schicke ihr die Folien nicht", "ich werde keine Folien schicken",
        "je n'envoie pas le plan", "je ne lui envoie rien", "je lui envoie pas le plan",
        "no le mando el informe", "yo no envío nada", "le mando nada",
        "non mando il contratto", "io non gli invio niente", "gli mando niente",
        "não envio o artigo", "eu não lhe mando nada", "não vou mandar", "mando-lhe nada",
        "ik stuur niet", "ik stuur haar de foto's niet", "ik zal niets sturen",
        "promised: nothing", "versprochen: nichts", "she will not send it", "hij stuurt niets",
        "I send the paper, if she asks", "ich schicke es, falls er fragt",
        "I send the paper?",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "talked about sailing, ", "talked about sailing. "])
def test_a_promise_that_is_denied_or_hangs_on_something_is_none(line: str, before: str) -> None:
    """Nothing of it is a promise, and nothing of it gets into the talk; it is kept as a note."""
    said = parse_note(before + line, TUESDAY)
    assert not said.promises and not said.their_promises
    assert said.talk in ("", "sailing")
    assert said.note


@pytest.mark.parametrize(
    ("line", "promise"),
    [
        ("I send the paper, no rush", "send the paper"),
        ("I send the paper that he did not get", "send the paper"),
        ("ich schicke ihr die Folien", "die Folien"),
        ("je lui envoie l'étude", "l'étude"),
        ("gli mando il link la settimana prossima", "il link"),
        ("prometí enviarle el informe la semana que viene", "el informe"),
        ("te mando el informe la semana que viene", "el informe"),
        ("mando-lhe o artigo", "o artigo"),
        ("ik stuur haar het rapport", "het rapport"),
        ("promised him an introduction", "an introduction"),
    ],
)
def test_a_promise_is_told_without_her_and_him(line: str, promise: str) -> None:
    """In a letter they are "you": where the words speak of them to somebody else, the thing alone is kept."""
    assert [each.text for each in parse_note(line, TUESDAY).promises] == [promise]


def test_what_is_marked_as_private_stays_so_to_the_end_of_its_line() -> None:
    """Also where one of its sentences begins like a talk."""
    said = parse_note("private: he is rude. talked about his divorce\ntalked about sailing", TUESDAY)
    assert said.talk == "sailing" and "divorce" in said.note


@given(st.text(max_size=200))
def test_sentences_lose_no_word(text: str) -> None:
    """Cut anywhere: every letter and digit is there, in its order."""
    kept = "".join(char for char in "".join(sentences(text)) if char.isalnum())
    assert kept == "".join(char for char in text if char.isalnum())
