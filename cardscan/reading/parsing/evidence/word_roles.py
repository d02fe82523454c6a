"""Measure the roles of a piece's words: which name a job, a part of a firm or a firm, and where they stand.

Shares are of the words that carry meaning: two thirds of "Head of the Department of Sales" are department words.
"""

from __future__ import annotations

import re

from cardscan.reading.parsing.evidence.lexicons import as_firm, fold, says_title, tokens, words

CONNECTORS = frozenset(
    [
        "of",
        "and",
        "for",
        "the",
        "de",
        "der",
        "des",
        "du",
        "la",
        "le",
        "les",
        "el",
        "et",
        "y",
        "e",
        "und",
        "in",
        "an",
        "at",
        "to",
        "da",
        "do",
        "di",
        "del",
        "della",
    ]
)
# Nouns that name a part of a firm or school wherever they stand.
UNIT = re.compile(
    r"\b(?:department|dept|division|div|school|faculty|bureau|section|centre|center|institute|abteilung|fachbereich|"
    r"bereich|fakultat|service|departamento|departement|dipartimento|direction|direccion|unit|team|wing|cell|branch|"
    r"lab|laboratory|group)\b"
)
UNIT_OF = re.compile(
    r"\W*(?:department|dept|division|school|faculty|college|office|bureau|institute|ministry|centre|center|chair|head|"
    r"fakultat|faculte|departamento|departement)\b\.?\s+(?:of|for|de|fur)\b"
)
# Words that firms use in their names.
FIRM = re.compile(
    r"\b(?:solutions?|services?|systems?|technolog\w+|consult\w+|enterprises?|industr\w+|group|studio|associates|traders?|"
    r"university|college|school|hospital|clinic|bank|hotel|restaurant|motors?|corporation|company|foundation|society|"
    r"academy|labs?|partners|design\w*|engineer\w*|infotech|software|constructions?|builders?|agenc\w+)\b"
)
LIST = re.compile(r",|&|\band\b|/")
# Words of a firm's boast, which does not name the firm.
BOAST = re.compile(r"\biso\b|certified|since|established|authori[sz]ed|dealer|member|division of|company of")

WORDING_FEATURES = (
    "department_words", "job_words", "firm_words", "ends_in_job", "begins_with_job", "ends_in_department",
    "ends_in_firm", "unit", "unit_of", "firm", "own_words", "own_share", "in_parentheses", "list_marks",
    "goes_on", "all_department", "one_word", "inner_capital", "boast", "exclaims",
)  # fmt: skip


def wording(text: str) -> dict[str, float]:
    """Return the features named in WORDING_FEATURES."""
    text = as_firm(text)
    folded = fold(text)
    meant = [word for word in tokens(text) if word not in CONNECTORS and not word.isdigit()]
    count = len(meant) or 1
    departments, firms = words("departments"), words("organization_words")
    everyday = words("common_words")
    own = sum(not (w in departments or says_title(w) or w in firms or w in everyday) for w in meant)
    first, last = (meant[0], meant[-1]) if meant else ("", "")
    department_share = sum(w in departments for w in meant) / count
    return {
        "department_words": department_share,
        "job_words": sum(says_title(w) for w in meant) / count,
        "firm_words": sum(w in firms for w in meant) / count,
        "ends_in_job": float(says_title(last)),
        "begins_with_job": float(says_title(first)),
        "ends_in_department": float(last in departments),
        "ends_in_firm": float(last in firms),
        "unit": float(bool(UNIT.search(folded))),
        "unit_of": float(bool(UNIT_OF.match(folded))),
        "firm": float(bool(FIRM.search(folded))),
        "own_words": min(3, own),
        "own_share": own / count,
        "in_parentheses": float(text.strip().startswith("(")),
        "list_marks": min(6, len(LIST.findall(folded))),
        "goes_on": float(text.rstrip().endswith(("&", "and", "of", ","))),
        "all_department": float(department_share > 0.99),
        "one_word": float(len(meant) == 1),
        "inner_capital": float(bool(re.search(r"[a-z][A-Z]", text))),
        "boast": float(bool(BOAST.search(folded))),
        "exclaims": float(bool(re.search(r"\.\.|!|\?", text))),
    }
