"""Read digits that a reader took for letters, and letters that stand for digits (1-800-FLOWERS)."""

from __future__ import annotations

import re

import phonenumbers

from cardscan.reading.parsing.values.phones.phone_found import PhoneFound, phone_found
from cardscan.reading.parsing.values.phones.phone_numbers import read_number
from cardscan.reading.parsing.values.phones.phone_plan import NumberRead

# Pairs that Tesseract and PP-OCR confuse in digits of card-sized type.
_LOOKS_LIKE = str.maketrans("OoQDIl|!iSsBZzbg", "0000111115582269")
_COLON = re.compile(r"(?<=\d{3}):(?=\d{4})")
_BRACKETED = re.compile(r"(\([A-Za-z]\))")
_RUN = re.compile(r"(?<!\w)[+(]?(?:[\dOoQDIl|!iSsBZzbg]+(?!\w)[ .\-/()+]{0,3})+")
_TOKEN = re.compile(r"[\dOoQDIl|!iSsBZzbg]+")


def as_digits(line: str) -> str:
    """Return the line with look-alike letters turned into digits in runs that are mostly digits; its length stays."""

    def mend(match: re.Match[str]) -> str:
        run = match.group()
        letters = sum(c.isalpha() or c in "|!" for c in run)
        digits = sum(c.isdigit() for c in run)
        before = line[match.start() - 1 : match.start()]
        # A word made only of look-alikes ("Bill", "SOIL") is a word.
        words = any(len(token) > 2 and not any(c.isdigit() for c in token) for token in _TOKEN.findall(run))
        if not letters or digits < 4 or letters > 0.7 * digits or words or before.isalnum():
            return run
        # "(O)" after a number is a label.
        return "".join(p if _BRACKETED.fullmatch(p) else p.translate(_LOOKS_LIKE) for p in _BRACKETED.split(run))

    return _COLON.sub("-", _RUN.sub(mend, line))


_VANITY = re.compile(
    r"(?<![\w+])(?:\+?(\d{1,3})[\s.\-]{0,2})?\(?(8(?:00|33|44|55|66|77|88)|0800|1800|1300|13)\)?[\s.\-]{1,2}"
    r"((?:[A-Z0-9]{2,9}[\s.\-]?){1,3})(?![a-z])"
)


def find_vanity(line: str, country: str | None, found: list[PhoneFound]) -> list[PhoneFound]:
    """Find freephone numbers spelled with letters; `printed` keeps the letters, `e164` has the keypad's digits."""
    result = []
    for match in _VANITY.finditer(line):
        text = match.group().strip(" .-")
        letters = re.findall(r"[A-Z]", match.group(3))
        if len(letters) < 3 or any(s < match.end() and match.start() < e for s, e in (f.span for f in found)):
            continue
        read = _read_letters(text, country)
        if read and read.valid and read.kind == "toll_free":
            span = (match.start(), match.start() + len(text))
            result.append(phone_found(text, read, None, span, implied="letters of the keypad"))
    return result


def _read_letters(text: str, country: str | None) -> NumberRead | None:
    for region in (country, "US", "AU", "GB") if country else ("US", "AU", "GB"):
        digits = phonenumbers.convert_alpha_characters_in_number(text)
        # North American letters after the seventh digit have no effect when dialled ("1-800-FLOWERS-NOW").
        for candidate in (digits, re.sub(r"(\A\D*1?\D*8\d\d(?:\D*\d){7}).*", r"\1", digits)):
            read = read_number(candidate, region)
            if read.valid:
                return read
    return None
