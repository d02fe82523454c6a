"""Fold texts to what stays the same however they are typed, or to how a mailbox spells them. Pure.

Each function drops more than the one before it, or other things; all of them return lower case:

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

# Letters that Unicode does not decompose into a base letter and a mark.
_WHOLE_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
})  # fmt: skip
# The lists that `plain_letters` is compared with write Maltese towns with "ħ", so only search keys replace it.
_KEY_LETTERS = _WHOLE_LETTERS | str.maketrans({"ħ": "h"})
# How people spell their names in e-mail addresses.
_MAILBOX_LETTERS = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "æ": "ae", "ł": "l", "đ": "d",
})  # fmt: skip


def caseless(text: str) -> str:
    """Fold letter case and white space."""
    return " ".join(text.casefold().split())


def file_name(name: str) -> str:
    """Fold the letter case of file names and compose accents, which macOS decomposes and people type composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def column_name(name: str) -> str:
    """Fold the name of a table column; full-width letters and signs become the usual ones."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def accentless(text: str) -> str:
    """Drop accents; signs that stand for several letters stay as they are."""
    return _without_marks(text.casefold(), "NFD")


def unaccented(text: str) -> str:
    """Drop accents and spell out signs. Letters of other scripts lose their marks too ("が" becomes "か")."""
    return _without_marks(text.casefold(), "NFKD")


def label(text: str) -> str:
    """Fold like `unaccented`, but also put spelled-out signs in lower case: "℡" becomes "tel"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))


def plain_letters(text: str) -> str:
    """Fold like `unaccented`, and make letters of European alphabets plain: "Łódź" becomes "lodz", "ǿ" "o"."""
    return unaccented(text).translate(_WHOLE_LETTERS)


def search_key(text: str) -> str:
    """Fold like `plain_letters`, but keep Hangul syllables whole; the store holds such keys, so they must not change.

    That is why it differs in two more ways: "ħ" becomes "h", and "ǿ" loses only its accent.
    """
    return unicodedata.normalize("NFC", unaccented(text.casefold().translate(_KEY_LETTERS)))


def mailbox(text: str) -> str:
    """Spell a name as an e-mail address does: "Jürgen Groß" becomes "juergen gross"."""
    return _without_marks(text.casefold().translate(_MAILBOX_LETTERS), "NFD")


def _without_marks(text: str, form: Literal["NFD", "NFKD"]) -> str:
    return "".join(char for char in unicodedata.normalize(form, text) if not unicodedata.combining(char))
