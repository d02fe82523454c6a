"""Shapes that tie a line to a country: postal codes (Universal Postal Union), scripts, letters, street endings."""

from __future__ import annotations

import re

from cardscan.reading.parsing.evidence.country_words import AU_STATES, BR_STATES, CA_PROVINCES, US_STATES

# (pattern, ((country, weight), ...), name of the evidence)
Shape = tuple[re.Pattern[str], tuple[tuple[str, float], ...], str]

_US = "|".join(US_STATES)
_GB_AREA = r"(?:\d{1,2}|[A-HK-Y]\d|[A-HK-Y]\d\d|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
_GB_CODE = re.compile(rf"\b(?:GIR ?0AA|[A-PR-UWYZ]{_GB_AREA} ?\d[ABD-HJLNP-UW-Z]{{2}})\b")
POSTAL: tuple[Shape, ...] = (
    (re.compile(rf"\b(?:{_US})\b[.,]?\s{{1,3}}\d{{5}}(?:-\d{{4}})?\b"), (("US", 5.0),), "state and ZIP code"),
    (re.compile(r"\b[A-Z][a-z]+\s{1,2}\d{5}(?:-\d{4})\b"), (("US", 2.0),), "ZIP code with four more digits"),
    (re.compile(rf",\s?(?:{_US})\s*$"), (("US", 2.0),), "state"),
    (
        re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b"),
        (("CA", 4.0),),
        "postal code",
    ),
    (re.compile(rf",\s?(?:{'|'.join(CA_PROVINCES)})\s+[A-Z]\d[A-Z]"), (("CA", 2.0),), "province"),
    (_GB_CODE, (("GB", 4.0),), "postcode"),
    (
        re.compile(r"(?:[A-Za-z)]\s?[-–.,:]+\s?|PIN\W{0,3})[1-8]\d{2}\s?\d{3}\b(?![-\d]|\s\d)"),
        (("IN", 2.5), ("CN", 0.3), ("RU", 0.3)),
        "six-digit code",
    ),
    (re.compile(r"(?<!\d[ )/.-])\b\d{5}-\d{3}\b"), (("BR", 4.0),), "CEP"),
    (re.compile(rf"[-/,]\s?(?:{'|'.join(BR_STATES)})\b(?![\w.])"), (("BR", 1.5),), "state"),
    (re.compile(r"\bD\s?-\s?\d{5}\b"), (("DE", 5.0),), "postal code"),
    (re.compile(r"\bA\s?-\s?\d{4}\b"), (("AT", 4.0),), "postal code"),
    (re.compile(r"\bCH\s?-\s?\d{4}\b"), (("CH", 5.0),), "postal code"),
    (re.compile(r"\bF\s?-\s?\d{5}\b"), (("FR", 4.0),), "postal code"),
    (re.compile(r"\bI\s?-\s?\d{5}\b"), (("IT", 4.0),), "postal code"),
    (re.compile(r"\bL\s?-\s?\d{4}\b"), (("LU", 4.0),), "postal code"),
    (re.compile(r"\bB\s?-\s?\d{4}\b"), (("BE", 4.0),), "postal code"),
    (
        re.compile(r"\b(?:NL\s?-\s?)?[1-9]\d{3}\s?(?!AM|PM|SA|SS|SD)[A-Z]{2}\s+[A-Z'][\w-]"),
        (("NL", 4.0),),
        "postal code",
    ),
    (re.compile(r"〒\s?\d{3}-?\d{4}"), (("JP", 5.0),), "postal code"),
    (re.compile(r"\b\d{2}-\d{3}\s+[A-ZŁŚŻŹĆ][a-ząćęłńóśźż]"), (("PL", 4.0),), "postal code"),
    (re.compile(r"\b\d{4}-\d{3}\b(?!\d)\s*[A-ZÁÉÍÓ]"), (("PT", 4.0),), "postal code"),
    (
        re.compile(r"\b(?:SE?-)?\d{3}\s\d{2}\s+[A-ZÅÄÖ]"),
        (("SE", 2.0), ("CZ", 1.5), ("SK", 1.0), ("GR", 0.7)),
        "postal code",
    ),
    (re.compile(rf"\b(?:{'|'.join(AU_STATES)})\s+\d{{4}}\b"), (("AU", 5.0),), "state and postcode"),
    (re.compile(r"\b[AC-FHKNPRTV-Y]\d[\dW]\s[AC-FHKNPRTV-Y\d]{4}\b"), (("IE", 2.5),), "Eircode"),
    (re.compile(r"\bC\.?\s?P\.?\s?\d{5}\b"), (("MX", 3.0),), "C.P."),
    (re.compile(r"\b\d{4}\s(?:København|Aarhus|Odense)"), (("DK", 4.0),), "postal code"),
    (re.compile(r"\(\s?[A-Z]{2}\s?\)\s*$"), (("IT", 1.0),), "province"),
    (
        re.compile(r"\b\d{5}\s+[A-ZÄÖÜÀ-Ý][a-zäöüßà-ÿ]"),
        (("DE", 0.8), ("FR", 0.8), ("ES", 0.7), ("IT", 0.8), ("FI", 0.4)),
        "five-digit code before a place",
    ),
    (
        re.compile(r"\b\d{4}\s+[A-ZÆØÅ][a-zæøåäöü]"),
        (("DK", 0.4), ("NO", 0.4), ("AT", 0.4), ("CH", 0.4), ("BE", 0.3), ("HU", 0.3)),
        "four-digit code before a place",
    ),
)

SCRIPTS: tuple[Shape, ...] = (
    (re.compile(r"[\u3040-\u30ff]"), (("JP", 5.0),), "kana"),
    (re.compile(r"[\uac00-\ud7af]"), (("KR", 5.0),), "hangul"),
    (re.compile(r"[\u4e00-\u9fff]"), (("CN", 1.5), ("JP", 1.2), ("TW", 1.0), ("HK", 0.8)), "Chinese characters"),
    (re.compile(r"[\u0900-\u0dff]"), (("IN", 4.0),), "script of India"),
    (re.compile(r"[\u0e00-\u0e7f]"), (("TH", 5.0),), "Thai script"),
    (re.compile(r"[\u0590-\u05ff]"), (("IL", 5.0),), "Hebrew script"),
    (re.compile(r"[\u0370-\u03ff]{3}"), (("GR", 4.0), ("CY", 0.5)), "Greek script"),
    (re.compile(r"[іїєґІЇЄҐ]"), (("UA", 4.0),), "Ukrainian letters"),
    (re.compile(r"[\u0400-\u04ff]{3}"), (("RU", 2.5), ("BG", 1.0), ("UA", 0.7), ("RS", 0.5)), "Cyrillic script"),
    (re.compile(r"[\u0600-\u06ff]{2}"), (("AE", 1.0), ("SA", 1.0), ("EG", 0.7)), "Arabic script"),
    (re.compile(r"[ąęłńśźżĄĘŁŃŚŹŻ]"), (("PL", 2.5), ("LT", 0.3)), "Polish letters"),
    (re.compile(r"[ćĆ]"), (("PL", 0.7), ("HR", 0.7), ("RS", 0.5)), "ć"),
    (re.compile(r"[ățşțș]"), (("RO", 1.0), ("TR", 0.5)), "Romanian or Turkish letters"),
    (re.compile(r"[ğıİĞ]"), (("TR", 2.5),), "Turkish letters"),
    (re.compile(r"[őűŐŰ]"), (("HU", 3.0),), "Hungarian letters"),
    (re.compile(r"[řěůŘĚŮ]"), (("CZ", 2.5),), "Czech letters"),
    (re.compile(r"[ß]"), (("DE", 1.5), ("AT", 0.5)), "ß"),
    (re.compile(r"[äöüÄÖÜ]"), (("DE", 0.7), ("AT", 0.4), ("CH", 0.3), ("SE", 0.4), ("FI", 0.3)), "ä, ö, ü"),
    (re.compile(r"[åÅ]"), (("SE", 0.7), ("DK", 0.6), ("NO", 0.7)), "å"),
    (re.compile(r"[æøÆØ]"), (("DK", 1.2), ("NO", 1.0)), "æ, ø"),
    (re.compile(r"ções\b|ção\b|ções\b|ÇÃO\b|ÇÕES\b|[ãõ]\w"), (("BR", 1.5), ("PT", 0.9)), "Portuguese endings"),
    (re.compile(r"[ñÑ]"), (("ES", 1.5), ("MX", 0.7)), "ñ"),
)

STREET_ENDINGS = re.compile(r"[a-zäöüåæø]{3,}(straße|strasse|platz|weg|gatan|vägen|vej|gade|katu|straat|laan|veien)\b")
ENDINGS = {
    "straße": (("DE", 1.5), ("AT", 0.5)),
    "strasse": (("CH", 1.0), ("DE", 0.9)),
    "platz": (("DE", 0.8),),
    "weg": (("DE", 0.6), ("NL", 0.4)),
    "gatan": (("SE", 3.0),),
    "vägen": (("SE", 3.0),),
    "vej": (("DK", 3.0),),
    "gade": (("DK", 3.0),),
    "katu": (("FI", 3.0),),
    "straat": (("NL", 2.0), ("BE", 1.0)),
    "laan": (("NL", 1.5), ("BE", 0.7)),
    "veien": (("NO", 3.0),),
}
