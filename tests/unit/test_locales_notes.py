"""The files by which notes are understood: one a language, checked when they are loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.locales.languages import LANGUAGES
from cardscan.locales.note_words import FOLDER, NOTE_LANGUAGES, load
from cardscan.locales.strict_toml import LocaleFileError


def test_every_language_of_the_letters_has_its_words_for_notes() -> None:
    """Those that the letters are written in."""
    assert NOTE_LANGUAGES == LANGUAGES


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[persons]\n", "[persons]\nhim = []\n", "persons.him is no key"),
        ('\ncan = ["can"', '\ncann = ["can"', "cann is no key"),
        ("\nfew = [", "\nfewer = [", "fewer is no key"),
        ('ends = "e"\n', "", "conjugation"),
        ('i = ["{}y"]', 'i = ["y"]', "needs {} once"),
    ],
)
def test_a_wrong_key_is_told_with_file_and_key(before: str, after: str, told: str, tmp_path: Path) -> None:
    """In one sentence."""
    text = (FOLDER / "en.toml").read_text("utf-8")
    assert before in text
    (tmp_path / "xx.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(LocaleFileError, match=rf"xx\.toml.*{told}"):
        load(tmp_path / "xx.toml")
