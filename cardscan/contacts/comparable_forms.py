"""Reduce names, e-mail and web addresses to forms that stay equal across spellings and transliterations."""

from __future__ import annotations

import re
import unicodedata

from cardscan.locales.folding import search_key
from cardscan.locales.free_mail import FREE_MAIL
from cardscan.model.reading import PersonName


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list written as one string, which is easier to read and extend than a tuple."""
    return frozenset(text.split())


# A form without umlauts writes "Müller" as "Mueller" and "Århus" as "Aarhus".
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))

# Spellings across Europe that sound alike; applied to folded Latin letters in this order.
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
    """Fold to lower case without accents, and "ue" or "ü" alike to "u"; other scripts keep their letters."""
    text = search_key(text)
    for pair, letter in _DIGRAPHS:
        text = text.replace(pair, letter)
    return text


def name_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name in order; an initial is a word of one letter."""
    return tuple(word for word in re.split(r"[\W\d_]+", folded(text)) if word)


def spellings(name: PersonName | None) -> tuple[tuple[str, ...], ...]:
    """Return the folded words of the name, once for each script in which it is known."""
    if name is None:
        return ()
    found = (name_words(name.full), name_words(name.other_script or ""))
    return tuple(words for words in found if words)


def sound(word: str) -> str:
    """Return roughly how a folded word sounds: its first letter, then its consonants by class."""
    for pattern, replacement in _SOUNDS:
        word = re.sub(pattern, replacement, word)
    return word


def email_domain(address: str) -> str:
    """Return the domain of an e-mail address in lower case, or "" if there is none."""
    return address.casefold().rpartition("@")[2].strip(". ") if "@" in address else ""


def web_domain(url: str) -> str:
    """Return the host of a web address in lower case, without "www."."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", url.casefold().strip())
    return re.split(r"[/?#:\s]", host, maxsplit=1)[0].removeprefix("www.").strip(".")


def firm_domain(domain: str) -> str:
    """Return the part of a domain that a firm registers ("mail.example.co.uk": example.co.uk), or "" for free mail.

    This works without the public suffix list: a second-last label of up to three letters counts as part of the suffix.
    """
    if domain in FREE_MAIL or "." not in domain:
        return ""
    labels = domain.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def is_shared_address(address: str) -> bool:
    """Whether the address is a shared one such as info@ or sales@, which may reach anybody in a firm."""
    local = address.casefold().partition("@")[0]
    return local in _SHARED_LOCAL_PARTS or re.split(r"[._+-]", local, maxsplit=1)[0] in _SHARED_LOCAL_PARTS


def digits(text: str) -> str:
    """Return the decimal digits of a text as ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
