"""Texts reduced to what they have in common however they are typed: one letter case, no accents. Pure.

Each function drops more than the one before it, or other things; all of them end in lower case:

| function | accents | signs such as "№", "℡" and "ﬁ" | "ł", "ø", "ß" | blanks |
|---|---|---|---|---|
| `caseless` | kept | kept | "ß" is "ss" | one each |
| `file_name` | kept, composed | kept | "ß" is "ss" | kept |
| `column_name` | kept, composed | spelled out | "ß" is "ss" | one each |
| `accentless` | dropped | kept | "ß" is "ss" | kept |
| `unaccented` | dropped | spelled out, in capitals where they are ("TEL") | "ß" is "ss" | kept |
| `label` | dropped | spelled out in small letters ("tel") | "ß" is "ss" | kept |
| `plain_letters` | dropped | as `unaccented` | plain letters | kept |
| `search_key` | dropped, composed | as `unaccented` | plain letters | kept |
| `mailbox` | dropped, umlauts as "ae" | kept | plain letters | kept |
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Literal

Fold = Callable[[str], str]

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
})  # fmt: skip
# The lists that `plain_letters` is compared with write Maltese towns with their own letter.
_KEY_LETTERS = _WHOLE_LETTERS | str.maketrans({"ħ": "h"})
# How people spell their names in mail addresses.
_MAILBOX_LETTERS = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "æ": "ae", "ł": "l", "đ": "d",
})  # fmt: skip


def caseless(text: str) -> str:
    """Letter case and kinds of white space do not count."""
    return " ".join(text.casefold().split())


def file_name(name: str) -> str:
    """What file names have in common whatever their letter case; macOS writes accents decomposed, people composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def column_name(name: str) -> str:
    """As the head of a table's column is compared: full-width letters and signs are the usual ones."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def accentless(text: str) -> str:
    """Without accents; signs that stand for several letters stay one sign."""
    return _without_marks(text.casefold(), "NFD")


def unaccented(text: str) -> str:
    """Without accents, signs spelled out. Letters of other scripts are taken apart, too ("が" is "か")."""
    return _without_marks(text.casefold(), "NFKD")


def label(text: str) -> str:
    """As `unaccented`, but what signs spell is in small letters, too: "℡" is "tel"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))


def plain_letters(text: str) -> str:
    """As `unaccented`, and letters of Europe's alphabets are plain: "Łódź" is "lodz", "ǿ" is "o"."""
    return unaccented(text).translate(_WHOLE_LETTERS)


def search_key(text: str) -> str:
    """As `plain_letters`, with Hangul's syllables whole; the store keeps such keys, so their letters stay.

    Hence two differences: "ħ" is "h", and of "ǿ" the accent alone is dropped.
    """
    return unicodedata.normalize("NFC", unaccented(text.casefold().translate(_KEY_LETTERS)))


def mailbox(text: str) -> str:
    """As a mail address spells a name: "Jürgen Groß" is "juergen gross"."""
    return _without_marks(text.casefold().translate(_MAILBOX_LETTERS), "NFD")


def _without_marks(text: str, form: Literal["NFD", "NFKD"]) -> str:
    return "".join(char for char in unicodedata.normalize(form, text) if not unicodedata.combining(char))
