"""Names and addresses reduced to what stays the same however they are spelt or transliterated."""

from __future__ import annotations

import re
import unicodedata

from cardscan.locales.folding import search_key
from cardscan.locales.free_mail import FREE_MAIL
from cardscan.model.reading import PersonName


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as one text, which is easier to read and to add to."""
    return frozenset(text.split())


# "Mueller" is how a form without umlauts writes "Müller", "Aarhus" how it writes "Århus".
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))

# What sounds alike across the spellings of Europe; applied in this order to folded Latin letters.
_SOUNDS = (
    (r"tsch|tch|cz", "c"), (r"sch|sh", "s"), (r"ch", "c"), (r"ph|pf", "f"), (r"ck|q|kh|gh", "k"), (r"dt|th", "t"),
    (r"x", "ks"), (r"w", "v"), (r"[jy]", "i"), (r"z|ts", "s"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"(?<=.)h", ""),
    (r"d", "t"), (r"b", "p"), (r"g", "k"), (r"(?<=.)[aeiou]", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip

# Local parts that belong to a firm or a desk, not to a person.
_SHARED_LOCAL_PARTS = word_set(
    "admin anfrage bestellung booking buchhaltung büro buero careers comercial commercial contact contacto contato "
    "customerservice email empfang enquiries enquiry export firma help helpdesk hello hi hr info infos inquiry jobs "
    "kontakt kundenservice mail marketing media office order orders post presse press reception recepcion sales "
    "secretary sekretariat service shop support team training ventas verkauf vertrieb webmaster zentrale"
)


def folded(text: str) -> str:
    """Lower case, without accents, umlauts in either spelling alike; other scripts keep their letters."""
    text = search_key(text)
    for pair, letter in _DIGRAPHS:
        text = text.replace(pair, letter)
    return text


def name_words(text: str) -> tuple[str, ...]:
    """The folded words of a name, in their order; an initial is a word of one letter."""
    return tuple(word for word in re.split(r"[\W\d_]+", folded(text)) if word)


def spellings(name: PersonName | None) -> tuple[tuple[str, ...], ...]:
    """The words of the name in each script in which it is known."""
    if name is None:
        return ()
    found = (name_words(name.full), name_words(name.other_script or ""))
    return tuple(words for words in found if words)


def sound(word: str) -> str:
    """How a folded word is heard, roughly: its first letter and its consonants by class."""
    for pattern, replacement in _SOUNDS:
        word = re.sub(pattern, replacement, word)
    return word


def email_domain(address: str) -> str:
    """The domain of an e-mail address, lower case; empty when there is none."""
    return address.casefold().rpartition("@")[2].strip(". ") if "@" in address else ""


def web_domain(url: str) -> str:
    """The host of a web address, lower case, without "www."."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", url.casefold().strip())
    return re.split(r"[/?#:\s]", host, maxsplit=1)[0].removeprefix("www.").strip(".")


def firm_domain(domain: str) -> str:
    """The part of a domain that a firm registers ("mail.example.co.uk": example.co.uk); empty for free mail.

    Without the list of public suffixes: a second-last label of up to three letters counts as part of the suffix.
    """
    if domain in FREE_MAIL or "." not in domain:
        return ""
    labels = domain.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def is_shared_address(address: str) -> bool:
    """An address such as info@ or sales@, behind which anybody may sit."""
    local = address.casefold().partition("@")[0]
    return local in _SHARED_LOCAL_PARTS or re.split(r"[._+-]", local, maxsplit=1)[0] in _SHARED_LOCAL_PARTS


def digits(text: str) -> str:
    """The decimal digits of a text, as ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
