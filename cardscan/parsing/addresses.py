"""Pieces that belong to postal addresses -> addresses with their parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardscan.model.reading import Address
from cardscan.parsing.features import Piece
from cardscan.parsing.lexicons import cities, fold, tokens, words

# Postal codes by country. Wide forms come last in `_find_postal`, since house numbers look like them.
POSTAL_CODES = {
    "US": r"\b\d{5}(?:[-–]\s?\d{4})?\b",
    "CA": r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b",
    "GB": r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",
    "IN": r"\b\d{3}\s?\d{3}\b",
    "DE": r"\b(?:D[-–\s])?\d{5}\b",
    "FR": r"\b(?:F[-–\s])?\d{5}\b",
    "ES": r"\b\d{5}\b",
    "IT": r"\b\d{5}\b",
    "BR": r"\b\d{5}[-–.]?\s?\d{3}\b",
    "PT": r"\b\d{4}[-–]\d{3}\b",
    "PL": r"\b\d{2}[-–]\d{3}\b",
    "SE": r"\b(?:SE?[-–\s])?\d{3}\s?\d{2}\b",
    "CZ": r"\b\d{3}\s?\d{2}\b",
    "SK": r"\b\d{3}\s?\d{2}\b",
    "GR": r"\b\d{3}\s?\d{2}\b",
    "NL": r"\b\d{4}\s?[A-Z]{2}\b",
    "DK": r"\b(?:DK[-–\s])?\d{4}\b",
    "NO": r"\b(?:NO?[-–\s])?\d{4}\b",
    "CH": r"\b(?:CH[-–\s])?\d{4}\b",
    "AT": r"\b(?:A[-–\s])?\d{4}\b",
    "BE": r"\b(?:B[-–\s])?\d{4}\b",
    "AU": r"\b\d{4}\b",
    "NZ": r"\b\d{4}\b",
    "ZA": r"\b\d{4}\b",
    "HU": r"\b\d{4}\b",
    "FI": r"\b(?:FI[-–\s])?\d{5}\b",
    "JP": r"(?:〒\s?)?\b\d{3}[-–]\d{4}\b",
    "KR": r"\b\d{5}\b|\b\d{3}-\d{3}\b",
    "CN": r"\b\d{6}\b",
    "SG": r"\b\d{6}\b",
    "RU": r"\b\d{6}\b",
    "TR": r"\b\d{5}\b",
    "MX": r"\b\d{5}\b",
    "MY": r"\b\d{5}\b",
    "PK": r"\b\d{5}\b",
    "RO": r"\b\d{6}\b",
    "AE": r"\bP\.?\s?O\.?\s?Box\s?:?\s?\d+\b",
}
_ANY = (
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b\d{5}-\d{3}\b|\b\d{5}(?:[-–]\d{4})?\b|\b\d{3}\s?\d{3}\b|"
    r"\b\d{2}-\d{3}\b|\b\d{4}\s?[A-Z]{2}\b"
)
_TOWN_AFTER_CODE = frozenset(
    "DE AT CH FR ES IT PL SE DK NO FI NL BE PT CZ SK HU TR RO GR MX MY".split()  # noqa: SIM905 - a list of codes, read as codes
)
# Where the code ends the line of the town, or stands alone.
_CODE_LAST = frozenset(("US", "CA", "AU", "IN"))
US_STATE = re.compile(
    r"\b(A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\b\.?"
)
CA_PROVINCE = re.compile(r"\b(AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT)\b")
AU_STATE = re.compile(r"\b(NSW|VIC|Vic|QLD|Qld|WA|SA|TAS|Tas|ACT|NT)\b")
BR_STATE = re.compile(r"[-–/|,(]\s*(A[CLMP]|BA|CE|DF|ES|GO|M[AGST]|P[ABEIR]|R[JNORS]|S[CEP]|TO)\b")
IT_PROVINCE = re.compile(r"\(([A-Z]{2})\)")
_LABEL = re.compile(
    r"^\W*(?:(?:regd?|regis?tered|head|corp(?:orate)?|branch|main|mailing|postal|works?|factory|city|admin)\W*)*"
    r"(?:office|off|add(?:ress)?|adress[ae]?|endere[cç]o|direcci[oó]n|loja|location|resi?(?:dence)?|showroom|a|o)\s?\.?\s*[:\-–]+\s*",
    re.IGNORECASE,
)
_STREET_AND_NUMBER = re.compile(r"[^\W\d_]{3,}.*\b\d{1,5}\b|\b\d{1,5}\b.*[^\W\d_]{3,}")
# Readers take O for 0 and I or l for 1 inside codes ("OII37-O00"); two real digits or a hyphenated shape must show it.
_DIGITS = str.maketrans("OIl", "011")
_MISREAD_CODE = re.compile(
    r"\b(?=[\dOIl]*\d[\dOIl-]*\d)(?:[\dOIl]{4,6}(?:-[\dOIl]{3,4})?|[\dOIl]{3}-[\dOIl]{4})\b|"
    r"(?<=-)(?=\w*\d)[\dOIl]{3,4}\b"
)
SECOND_PLACE = re.compile(
    r"^\W*(?:resi?|residence|branch|factory|works|overseas|off|office|head\s+office|showroom)\b\W", re.IGNORECASE
)


def postal_code(text: str, country: str | None) -> re.Match[str] | None:
    """The last postal code in a text, in the card's country's form first."""
    if country in POSTAL_CODES:
        found = list(re.finditer(POSTAL_CODES[country], text))
        if found:
            return found[-1]
    found = [
        m
        for m in re.finditer(_ANY, text)
        if not re.search(r"(?:sector|plot|no|box|suite|#)\W*$", text[: m.start()], re.IGNORECASE)
    ]
    return found[-1] if found else None


def group(pieces: Sequence[Piece], chosen: Sequence[int], country: str | None) -> list[tuple[int, ...]]:
    """Indices of address pieces that belong together, in reading order.

    Pieces join when they follow each other downwards in one column or stand in one row; a second postal code, or a
    label such as "Resi.", begins another address.
    """
    groups: list[list[int]] = []
    for index in chosen:
        home = next((g for g in reversed(groups) if _adjoins([pieces[i] for i in g], pieces[index])), None)
        if home is not None and not _begins_another([pieces[i] for i in home], pieces[index], country):
            home.append(index)
        else:
            groups.append([index])
    return _reunited([tuple(g) for g in groups], pieces, country)


# A street may stand this far above its town, in heights of a line.
_STREET_TO_TOWN = 6.0


def _reunited(groups: list[tuple[int, ...]], pieces: Sequence[Piece], country: str | None) -> list[tuple[int, ...]]:
    """A street without a code and, below or beside it, a town with one are one address where they are all there is."""
    if len(groups) != 2:
        return groups
    street, town = groups
    said = " ".join(pieces[i].text for i in street), " ".join(pieces[i].text for i in town)
    codes = [postal_code(text, country) for text in said]
    if codes[0] or codes[1] is None or any(SECOND_PLACE.match(pieces[i].text) for i in (street[0], town[0])):
        return groups
    rest = said[1][: codes[1].start()] + said[1][codes[1].end() :]
    gap = pieces[town[0]].box.top - pieces[street[-1]].box.bottom
    near = -1.0 < gap / max(1, pieces[town[0]].box.height) < _STREET_TO_TOWN
    if near and _STREET_AND_NUMBER.search(said[0]) and not _STREET_AND_NUMBER.search(rest):
        return [(*street, *town)]
    return groups


def _adjoins(members: Sequence[Piece], piece: Piece) -> bool:
    box = piece.box
    for member in members:
        other = member.box
        height = (box.height + other.height) / 2
        gap = box.top - other.bottom
        shared = min(box.right, other.right) - max(box.left, other.left)
        aligned = min(abs(box.left - other.left), abs(box.right - other.right), abs(box.center[0] - other.center[0]))
        if member.line == piece.line:
            return True
        if -0.8 * height < gap < 1.6 * height and (shared > 0 or aligned < 2 * height):
            return True
        in_row = min(box.bottom, other.bottom) - max(box.top, other.top) > 0.5 * min(box.height, other.height)
        if in_row and -0.5 * height < box.left - other.right < 4 * height:
            return True
    return False


def _begins_another(members: Sequence[Piece], piece: Piece, country: str | None) -> bool:
    if SECOND_PLACE.match(piece.text) and any(c.isdigit() for m in members for c in m.text):
        return True
    if any(_sure_code(m.text, country) for m in members):
        return _sure_code(piece.text, country)
    # A list of branches: each line a street with its own telephone number.
    branches = all("phone" in m.beside and _STREET_AND_NUMBER.search(m.text) for m in (*members, piece))
    return branches and members[-1].line != piece.line


def _sure_code(text: str, country: str | None) -> bool:
    match = postal_code(text, country)
    if match is None or (
        country in _CODE_LAST and match.start() == 0 and re.match(r"\s+[^\W\d_]", text[match.end() :])
    ):
        return False  # "18011 High Road": a house number
    return len(re.sub(r"\W", "", match.group(0))) >= 5


def build(texts: Sequence[str], country: str | None) -> Address:
    """Join an address's lines and find its parts."""
    lines = [_LABEL.sub("", t).strip(" ,;:•·|-–") for t in texts]
    lines = [line for line in lines if line]
    printed = re.sub(r"\s+", " ", ", ".join(lines))
    printed = re.sub(r"\s*,(?:\s*,)+", ",", printed)
    printed = _MISREAD_CODE.sub(lambda m: m.group(0).translate(_DIGITS), printed)
    code = postal_code(printed, country)
    region = _region(printed, country)
    city = _city(lines, printed, code, country)
    code_text = re.sub(r"^(?:〒|[A-Z]{1,2}[-–\s](?=\d))\s?", "", code.group(0)) if code else None
    if code is None and country == "IN" and (short := re.search(r"[-–]\s?(\d{1,2})\s*[.,)]*\s*$", printed)):
        code_text = short.group(1)  # "Hyderabad - 28": the last digits of the code, as people write it in India
    return Address(
        printed=printed,
        street=_street(lines, code, printed, city),
        city=city,
        region=region,
        postal_code=code_text,
        country=country,
    )


def _region(printed: str, country: str | None) -> str | None:
    patterns = {"US": US_STATE, "CA": CA_PROVINCE, "AU": AU_STATE, "BR": BR_STATE, "IT": IT_PROVINCE}
    pattern = patterns.get(country or "")
    found = pattern.findall(printed) if pattern else []
    return str(found[-1]) if found else None


def _street(lines: Sequence[str], code: re.Match[str] | None, printed: str, city: str | None) -> str | None:
    """What stands before the line with the postal code or town."""
    if code is None and city is None:
        return None
    needle = code.group(0) if code else str(city)
    at = printed.rfind(needle) if code is None else code.start()
    before = []
    position = 0
    for line in lines:
        if position + len(line) > at:
            break
        before.append(line)
        position += len(line) + 2
    if before:
        return ", ".join(before)
    head = printed[:at]
    if city and city in head:
        head = head[: head.rfind(city)]
    return head.strip(" ,;-–·•|") or None


def _city(lines: Sequence[str], printed: str, code: re.Match[str] | None, country: str | None) -> str | None:
    """The town: beside the postal code, else the largest known town near the end."""
    if code:
        line = next((x for x in lines if code.group(0) in x), printed)
        beside = _beside(line, code.group(0), country)
        if beside:
            return beside
        # The code has a line of its own: the town ends the line before it (or, in some countries, follows).
        index = lines.index(line) if line in lines else -1
        for other in (index - 1, index + 1):
            if 0 <= other < len(lines) and (town := _tidy_town(lines[other].split(",")[-1])):
                return town
    return _known_town(printed)


def _beside(line: str, code: str, country: str | None) -> str | None:
    left, _, right = line.partition(code)
    if country in _TOWN_AFTER_CODE:
        # "Praha 1": the number of a district is no part of the town.
        town = _tidy_town(re.sub(r"\s\d{1,2}\s*$", "", right.split(",")[0].split("|")[0]))
        if town:
            return town
    left = US_STATE.sub("", left) if country == "US" else left
    left = CA_PROVINCE.sub("", left) if country == "CA" else left
    left = AU_STATE.sub("", left) if country == "AU" else left
    left = BR_STATE.sub("", left) if country == "BR" else left
    chunks = [c for c in re.split(r"[,;|•·]|\s[-–]\s", left) if c.strip(" .-–")]
    for chunk in reversed(chunks):
        known = _known_town(chunk)
        town = _tidy_town(chunk)
        if known and town and len(tokens(town)) > len(tokens(known)) + 1:
            return known
        if town and not any(w in words("street_words") - {"new", "old", "fort", "park"} for w in tokens(town)[-1:]):
            return town
    return _tidy_town(right.split(",")[0]) or _known_town(line)


def _tidy_town(text: str) -> str | None:
    bare = re.sub(r"\([A-Z]{2}\)", "", text)
    bare = re.sub(r"\bCEP\b|\bPIN\b|\bZIP\b", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"\bcedex\b.*", "", bare, flags=re.IGNORECASE).strip(" .,:;-–/()|")
    return (
        bare
        if bare and not re.search(r"\d", bare) and 2 <= len(bare) <= 40 and re.search(r"[^\W\d_]{2}", bare)
        else None
    )


def _known_town(text: str) -> str | None:
    """The last known town in a text, as printed; larger towns win over small ones that stand later."""
    found = [(m.group(0), m.start(), m.end()) for m in re.finditer(r"[^\W\d_][^\W\d_'’.-]*", text)]
    best: tuple[float, str] | None = None
    for i in range(len(found)):
        for size in (3, 2, 1):
            if i + size > len(found):
                continue
            printed = text[found[i][1] : found[i + size - 1][2]]
            key = " ".join(tokens(printed))
            people = cities().get(key, ("", 0))[1]
            if people and len(fold(key)) > 3 and key not in words("street_words"):
                rank = min(people, 300_000) ** 0.5 + 400 * (i / len(found)) + 100 * size
                if best is None or rank > best[0]:
                    best = (rank, printed)
    return best[1].strip(" .") if best else None
