"""What each way of folding a text promises, and in what they differ."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.locales import folding

# Letters with accents, whole letters, signs and other scripts come often; anything at all comes, too.
TEXTS = st.text(
    st.one_of(st.sampled_from("aAäÄéÉßøØłŁæıİħǿ№℡ﬁｱがб각 \u00a0\u0301\u0308."), st.characters()), max_size=40
)
SPACED = (folding.caseless, folding.column_name)
WITHOUT_ACCENTS = (
    folding.accentless,
    folding.unaccented,
    folding.label,
    folding.plain_letters,
    folding.search_key,
    folding.mailbox,
)


@pytest.mark.parametrize(
    ("fold", "text", "folded"),
    [
        (folding.caseless, " Große\tÄpfel ", "grosse äpfel"),
        (folding.file_name, "Ju\u0308rgen.JPG", "jürgen.jpg"),
        (folding.file_name, " a  b ", " a  b "),
        (folding.column_name, "Ｔｅｌ\u3000№", "tel no"),
        (folding.accentless, "Tél №", "tel №"),
        (folding.unaccented, "Ölçü № ﬁ", "olcu No fi"),
        (folding.unaccented, "Łódź", "łodz"),
        (folding.label, "℡ Móvil", "tel movil"),
        (folding.plain_letters, "Łódź Ærø Þór ǿ Ħal", "lodz aero thor o ħal"),
        (folding.search_key, "Łódź 각 ǿ Ħal", "lodz 각 ø hal"),
        (folding.mailbox, "Jürgen Groß Åsa É", "juergen gross asa e"),
    ],
)  # fmt: skip
def test_each_way_drops_what_it_says(fold: folding.Fold, text: str, folded: str) -> None:
    """One row of the table in folding's docstring each."""
    assert fold(text) == folded


@given(TEXTS)
def test_names_of_files_are_one_however_they_are_composed_and_cased(name: str) -> None:
    """macOS decomposes what others compose."""
    for spelled in (unicodedata.normalize("NFD", name), unicodedata.normalize("NFC", name)):
        assert folding.file_name(spelled) == folding.file_name(name)


@given(TEXTS)
def test_blanks_do_not_count_where_words_are_compared(text: str) -> None:
    """Tabs, no-break and wide spaces are one blank."""
    for fold in SPACED:
        assert fold(f"\t{text}\u00a0 ") == fold(text) == " ".join(fold(text).split())


@given(TEXTS)
def test_no_accent_is_left(text: str) -> None:
    """Composed letters lose theirs, and those that stand alone go."""
    for fold in WITHOUT_ACCENTS:
        rest = unicodedata.normalize("NFC", fold(text))
        assert not [char for char in rest if unicodedata.combining(char) and unicodedata.normalize("NFD", char) == char]


@given(st.text("abcäöüéèßłøđæœþABCÄÖÜÉ -.", max_size=40))
def test_letters_of_europe_become_plain_ones(text: str) -> None:
    """Nothing of these needs more than ASCII afterwards."""
    assert folding.plain_letters(text).isascii()
    assert folding.search_key(text) == folding.plain_letters(text)
