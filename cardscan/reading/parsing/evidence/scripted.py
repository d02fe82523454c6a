"""Judge by rules what texts in scripts other than Latin are.

The line labeller was trained on Latin letters. It counts words between spaces, and capitals, which Japanese, Chinese,
Korean, Arabic and Hebrew lack. These rules decide instead for a piece whose letters are mostly of another script. They
do not judge a piece in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cardscan.locales.legal_forms import legal_forms
from cardscan.reading.parsing.evidence.features import Piece
from cardscan.reading.parsing.evidence.lexicons import fold, words

# Han letters and kana are written without spaces, Hangul with few.
SOLID = re.compile("[々〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaffぁ-ゖァ-ヺー]")
HANGUL = re.compile("[가-힣]")
_WORD = re.compile(r"[^\W\d_]+(?:['’״\"][^\W\d_]+)*")
# Marks of Japanese, Chinese and Korean addresses; several of them, or one and a number, make a line an address.
_SOLID_PLACE = re.compile(
    r"[都道府県县市区區町村郡省州镇鎮乡鄉街路弄巷号號室楼樓层層](?![長长])|丁目|番地?|〒|邮编|郵編"
)
_HANGUL_PLACE = re.compile(r"[가-힣]{1,6}(?:특별시|광역시|[시도군구동로길읍면리층호])(?![가-힣])|\d+(?:층|호|길|번길)")
_POSTAL = re.compile(r"〒|(?<!\d)\d{3}-\d{4}(?!\d)|(?<!\d)\d{5,6}(?!\d)|(?<!\d)\d{3}\s\d{2}(?!\d)")
# A postal code that stands alone, whether or not its sign was misread: "T 839-3333", ") 05335".
LONE_CODE = re.compile(r"\W*(?:[T7〒テ下]|우)?\W*(?:\d{3}-\d{4}|\d{5,6})\W*")
# Marks of firms: "(주)", "㈜", "ООО «...»".
_FIRM_MARK = re.compile(r"[(（]\s*(?:주|유|株|有)\s*[)）]|[㈜㈱㈲]|[«„“].+[»“”]")
_GREEK_FIRM = re.compile(r"(?<!\w)[ΑA]\.?\s?[ΕE]\.?(?!\w)|(?<!\w)(?:ΕΠΕ|ΙΚΕ|Ε\.Π\.Ε\.|Ι\.Κ\.Ε\.|Ο\.Ε\.|Ε\.Ε\.)(?!\w)")
# Endings of family names and patronymics in Russian, Ukrainian, Bulgarian and Greek, folded.
_FAMILY_END = re.compile(
    r"(?:ов|ова|ев|ева|ин|ина|ын|ына|скии|скои|ская|цкии|цкая|ович|евич|овна|евна|ична|енко|ук|юк|як|ян|"
    r"ου|ης|ος|ας|ακης|ιδης|αδης|ογλου|πουλος|ακη|ιδου|εας)$"
)
_OWN_BY_NATURE = re.compile("[\u0590-\u08ff]")

# Weights of each kind of evidence. A softmax compares them, as in a regression: e^4 is 55 to 1.
_SURE, _LIKELY, _HINT = 5.0, 3.0, 1.2
NAME, TITLE, DEPARTMENT, ORGANIZATION, ADDRESS, OTHER = range(6)  # as in `labeller`


def is_other_script(text: str) -> bool:
    """Whether most letters belong to a script other than Latin."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c > "\u036f" and not "\u1e00" <= c <= "\u1eff" for c in letters) > len(letters)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return a text folded as the lists are, but with Hangul's syllables whole."""
    return unicodedata.normalize("NFC", fold(text))


@lru_cache(maxsize=8)
def _list(name: str) -> frozenset[str]:
    """Return the words of a list that are in other scripts."""
    listed = legal_forms(fold) if name == "legal_forms" else words(name)
    return frozenset(key(word) for word in listed if not word.isascii())


@lru_cache(maxsize=8)
def _ends(name: str) -> tuple[str, ...]:
    """Return those words of a list that are in scripts with few or no spaces, longest first."""
    return tuple(sorted((w for w in _list(name) if SOLID.match(w) or HANGUL.match(w)), key=len, reverse=True))


def _said(text: str) -> list[str]:
    return [key(word) for word in _WORD.findall(text)]


def says_title(text: str) -> bool:
    """Whether the text names a job."""
    said = _said(text)
    if not said:
        return False
    if SOLID.search(text) or HANGUL.search(text):
        return any(said[-1].endswith(word) for word in _ends("titles"))
    return any(word in _list("titles") for word in said[:3]) or said[-1] in _list("titles")


def says_department(text: str) -> bool:
    """Whether the text names a part of a firm."""
    said = _said(text)
    if SOLID.search(text) or HANGUL.search(text):
        return bool(said) and any(said[-1].endswith(word) for word in _ends("departments"))
    return bool(said) and said[0] in _list("departments")


def says_legal_form(text: str) -> bool:
    """Whether a legal form stands in the text: 株式会社, 有限公司, (주), ООО, ΑΕ, شركة."""
    said = _said(text)
    if _FIRM_MARK.search(text) or _GREEK_FIRM.search(text) or any(word in _list("legal_forms") for word in said):
        return True
    return any(word in "".join(said) for word in _ends("legal_forms") if len(word) > 2)


def says_firm(text: str) -> bool:
    """Whether the text holds a word that firms, houses and schools use in their names."""
    said = _said(text)
    if SOLID.search(text) or HANGUL.search(text):
        return any(said[-1].endswith(word) for word in _ends("organization_words")) if said else False
    return any(word in _list("organization_words") for word in said)


def says_street(text: str) -> bool:
    """Whether the text is, or is part of, a postal address."""
    numbered = any(c.isdigit() for c in text)
    if SOLID.search(text):
        marks = len(_SOLID_PLACE.findall(text))
        return marks >= 3 or (marks >= 1 and numbered) or bool(re.match(r"[^\w]*〒", text))
    if HANGUL.search(text):
        marks = len(_HANGUL_PLACE.findall(text))
        return marks >= 2 or (marks >= 1 and numbered) or bool(re.match(r"\W*우\)?\s*\d{5}", text))
    said = _said(text)
    return any(word in _list("street_words") for word in said) or bool(_POSTAL.search(text))


def is_label(text: str) -> bool:
    """Whether the text has only words that stand before values: "電話", "тел."."""
    said = _said(text)
    return bool(said) and not any(c.isdigit() for c in text) and all(word in _list("labels") for word in said)


def closed_up(text: str) -> str:
    """Return a text of Han letters and kana without the spaces that readers leave between them and numbers."""
    if not SOLID.search(text) or HANGUL.search(text):
        return text
    text = re.sub(r"^[T7]\s?(?=\d{3}-\d{4}(?!\d))", "〒", text)
    return re.sub(rf"(?<={SOLID.pattern})\s+(?!\d{{5}})(?=\w)|(?<=\w)\s+(?={SOLID.pattern})", "", text)


def surname_of(text: str) -> str | None:
    """Return the family name that begins a name without spaces, as Chinese, Korean and Japanese write it.

    It must leave one to three letters for the given name; the longest match wins.
    """
    bare = "".join(text.split())
    if any(c.isdigit() for c in bare) or not bare or not all(SOLID.match(c) or HANGUL.match(c) for c in bare):
        return None
    for size in (3, 2, 1):
        if size < len(bare) <= size + 3 and key(bare[:size]) in _list("surnames"):
            return bare[:size]
    return None


def name_evidence(text: str) -> float:
    """Return how much a text looks like a person's name, 0 to `_SURE`; by looks alone, not by what else it says."""
    said = _said(text)
    if not said or any(c.isdigit() for c in text):
        return 0.0
    if SOLID.search(text) or HANGUL.search(text):
        bare = "".join(said)
        if surname_of(text):
            return _SURE - 1
        return _HINT if 2 <= len(bare) <= (4 if HANGUL.search(text) else 6) else 0.0
    if not 2 <= len(said) <= 5:
        return 0.0
    known = sum(word in words("given") or word in words("family") or _without_article(word) for word in said)
    if _OWN_BY_NATURE.search(text):  # these scripts have no capitals
        return _HINT + _LIKELY * known / len(said)
    if not all(part[:1].isupper() for part in re.findall(r"[^\W\d_]+", text)):
        return 0.0
    ends = sum(bool(_FAMILY_END.search(word)) for word in said)
    return _HINT + _LIKELY * min(1.0, (known + 0.7 * ends) / len(said))


def _without_article(word: str) -> bool:
    """Whether an Arabic word is a known name once its article is removed; family names may carry one or not."""
    return word.startswith("ال") and (word[2:] in words("family") or word[2:] in words("given"))


def label_other_scripts(pieces: Sequence[Piece], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the labeller's probabilities, with those of pieces in other scripts replaced by these rules.

    Args:
        probabilities: Of shape (pieces, labels).
    """
    others = [index for index, piece in enumerate(pieces) if is_other_script(piece.text)]
    if not others:
        return probabilities
    tallest = max(pieces[index].box.height for index in others)
    found = probabilities.copy()
    for index in (index for index, piece in enumerate(pieces) if LONE_CODE.fullmatch(piece.text)):
        found[index] = np.eye(6)[ADDRESS]
    for index in others:
        scores = _scores(pieces[index].text, pieces[index].box.height / tallest)
        powers = np.exp(scores - scores.max())
        found[index] = powers / powers.sum()
    return found


def _scores(text: str, height: float) -> NDArray[np.float64]:
    scores = np.zeros(6)
    scores[OTHER] = _HINT
    if is_label(text):
        scores[OTHER] = 2 * _SURE
        return scores
    person = name_evidence(text)
    scores[NAME] = person + (_HINT * (2 * height - 1) if person else 0.0)
    legal, firm = says_legal_form(text), says_firm(text)
    scores[ORGANIZATION] = 2 * _SURE if legal else _SURE if firm else _HINT * height
    if says_street(text) and not legal:
        scores[ADDRESS] = _SURE + _LIKELY * any(c.isdigit() for c in text)
    if says_title(text) and not legal:
        scores[TITLE] = _SURE + _HINT
    if says_department(text) and not legal:
        scores[DEPARTMENT] = _SURE
    return scores
