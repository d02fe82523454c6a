"""Recognise legal forms of firms, and tidy firms' names that carry them."""

from __future__ import annotations

import re

from cardscan.locales.legal_forms import everyday_forms, forms_behind_names, legal_forms
from cardscan.reading.parsing.evidence.lexicons import fold, tokens


def has_legal_form(text: str) -> bool:
    """Whether the text holds a legal form after its first word ("GmbH", "Pvt. Ltd.")."""
    return any(is_legal_word(chunk) for chunk in text.split()[1:])


def ends_in_legal_form(text: str) -> bool:
    """Whether the text's last word is a legal form."""
    chunks = text.split()
    return len(chunks) > 1 and is_legal_word(chunks[-1])


def is_legal_word(chunk: str) -> bool:
    """Whether one word is a legal form by itself; forms that are also everyday words do not count."""
    bare = re.sub(r"[^\w]", "", fold(chunk))
    return bare in legal_forms(fold) and bare not in everyday_forms(fold)


def is_legal_form(text: str) -> bool:
    """Whether a text is only a legal form, in one word or with full stops and gaps ("S. L. U.", "Private Limited")."""
    said = tokens(text)
    return bool(said) and ("".join(said) in legal_forms(fold) or all(word in legal_forms(fold) for word in said))


def ends_in_form_of_words(text: str) -> bool:
    """Whether the text's last two or three words together are a legal form ("Sp. z o.o.")."""
    parts = text.split()
    return any(len(parts) > count and is_legal_form(" ".join(parts[-count:])) for count in (2, 3))


def without_legal_form(text: str) -> str:
    """Return "Sample Works" for "Sample Works Sp. z o.o."; a text that is nothing but a legal form stays unchanged."""
    parts = text.split()
    for count in (3, 2, 1):
        if len(parts) > count and is_legal_form(" ".join(parts[-count:])):
            return " ".join(parts[:-count])
    return text


def names_firm(text: str) -> bool:
    """Whether the text ends in a legal form that never follows a person's name ("Example S.L.", "Example GmbH")."""
    last = text.split()[-1:]
    bare = "".join(tokens(last[0])) if last else ""
    return ends_in_legal_form(text) and bare not in forms_behind_names(fold)


def tidy_organization(text: str) -> str:
    """Return an organisation's name without debris of logos and without marks at its ends."""
    bare = text.strip(" ,;:-–|•*\"'“”")
    parts = bare.split()
    # Debris of a logo: a lone mark or letter before the name ("® Example Ltd").
    while len(parts) > 1 and not re.search(r"\w", parts[0]):
        parts = parts[1:]
    while len(parts) > 1 and not re.search(r"\w", parts[-1]):
        parts = parts[:-1]
    # A logo that was read together with the name after it ("example Example Ltd").
    if len(parts) > 2 and tokens(parts[0]) and tokens(parts[0]) == tokens(parts[1]):
        parts = parts[1:]
    joined = " ".join(parts)
    last = tokens(parts[-1])
    abbreviated = is_legal_form(parts[-1]) or ends_in_form_of_words(joined)
    if joined.endswith(".") and last and not abbreviated and last[-1] not in legal_forms(fold):
        joined = joined.rstrip(".")
    return joined + "»" if joined.count("«") > joined.count("»") else joined  # trimmed off as a mark at the end
