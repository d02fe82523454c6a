"""Group the pieces of postal addresses, and split each address into its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardscan.locales.countries import known_country
from cardscan.model.reading import Address
from cardscan.reading.parsing.addresses.address_codes import (
    CODE_LAST,
    REGIONS,
    TOWN_AFTER_CODE,
    is_room,
    postal_code,
)
from cardscan.reading.parsing.addresses.address_towns import city_in, with_whole_town
from cardscan.reading.parsing.evidence.features import Piece

_LABEL = re.compile(
    r"^\W*(?:(?:regd?|regis?tered|head|corp(?:orate)?|branch|main|mailing|postal|works?|factory|city|admin)\W*)*"
    r"(?:office|off|add(?:ress)?|adress[ae]?|endere[cç]o|direcci[oó]n|loja|location|resi?(?:dence)?|showroom|a|o)\s?\.?\s*[:\-–]+\s*",
    re.IGNORECASE,
)
_STREET_AND_NUMBER = re.compile(r"[^\W\d_]{3,}.*\b\d{1,5}\b|\b\d{1,5}\b.*[^\W\d_]{3,}")
# Readers confuse O with 0, and I or l with 1, inside codes ("OII37-O00"). Two real digits or a hyphenated form must
# show that it is a code.
_DIGITS = str.maketrans("OIl", "011")
_MISREAD_CODE = re.compile(
    r"\b(?=[\dOIl]*\d[\dOIl-]*\d)(?:[\dOIl]{4,6}(?:-[\dOIl]{3,4})?|[\dOIl]{3}-[\dOIl]{4})\b|"
    r"(?<=-)(?=\w*\d)[\dOIl]{3,4}\b"
)
# "4528013 Madrid": a house number and a postal code of five digits; the dash between them was not read.
_GLUED_CODE = re.compile(r"(?:(?<=\A)|(?<=, ))(\d{1,3})(\d{5})(?=\s[^\W\d_]{3})")
_BOX = re.compile(r"\W*(?:P\.?\s?O\.?\s*Box|Postal address|Mail(?:ing address)?\b)", re.IGNORECASE)
SECOND_PLACE = re.compile(
    r"^\W*(?:resi?|residence|branch|factory|works|overseas|off|office|head\s+office|showroom)\b\W", re.IGNORECASE
)


def group(pieces: Sequence[Piece], chosen: Sequence[int], country: str | None) -> list[tuple[int, ...]]:
    """Return the indices of address pieces that belong together, in reading order.

    Pieces join if they follow each other downwards in one column or stand in one row. A second postal code, or a label
    such as "Resi.", begins another address.
    """
    groups: list[list[int]] = []
    for index in chosen:
        home = next((g for g in reversed(groups) if _adjoins([pieces[i] for i in g], pieces[index])), None)
        if home is not None and not _begins_another([pieces[i] for i in home], pieces[index], country):
            home.append(index)
        else:
            groups.append([index])
    return _reunited([tuple(g) for g in groups], pieces, country)


# A street may stand this far above its town, in heights of the town's line.
_STREET_TO_TOWN = 6.0


def _reunited(groups: list[tuple[int, ...]], pieces: Sequence[Piece], country: str | None) -> list[tuple[int, ...]]:
    """Join a street without a code and the town with a code below or beside it, where they are the only groups."""
    if len(groups) != 2:
        return groups
    street, town = groups
    said = " ".join(pieces[i].text for i in street), " ".join(pieces[i].text for i in town)
    codes = [postal_code(text, country) for text in said]
    if (
        codes[0]
        or codes[1] is None
        or any(SECOND_PLACE.match(pieces[i].text) and not is_room(pieces[i].text) for i in (street[0], town[0]))
    ):
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
    if SECOND_PLACE.match(piece.text) and not is_room(piece.text) and any(c.isdigit() for m in members for c in m.text):
        return True
    if _BOX.match(piece.text) and any(postal_code(m.text, country) for m in members):
        return True
    if any(_sure_code(m.text, country) for m in members):
        return _sure_code(piece.text, country)
    # In a list of branches, each line is a street with its own telephone number.
    branches = all("phone" in m.beside and _STREET_AND_NUMBER.search(m.text) for m in (*members, piece))
    return branches and members[-1].line != piece.line


def _sure_code(text: str, country: str | None) -> bool:
    match = postal_code(text, country)
    if match is None or (country in CODE_LAST and match.start() == 0 and re.match(r"\s+[^\W\d_]", text[match.end() :])):
        return False  # "18011 High Road": a house number
    return len(re.sub(r"\W", "", match.group(0))) >= 5


def build(texts: Sequence[str], country: str | None) -> Address:
    """Join an address's lines and find its parts."""
    lines = [_LABEL.sub("", t).strip(" ,;:•·|-–") for t in texts]
    lines = with_whole_town([line for line in lines if line], country)
    printed = re.sub(r"\s+", " ", ", ".join(lines))
    printed = re.sub(r"\s*,(?:\s*,)+", ",", printed)
    if country in TOWN_AFTER_CODE:
        printed, lines = _GLUED_CODE.sub(r"\1 - \2", printed), [_GLUED_CODE.sub(r"\1 - \2", x) for x in lines]
    printed = _MISREAD_CODE.sub(lambda m: m.group(0).translate(_DIGITS), printed)
    code = postal_code(printed, country)
    region = _region(printed, country)
    city = city_in(lines, printed, code, country)
    code_text = re.sub(r"^(?:〒|[A-Z]{1,2}[-–\s](?=\d))\s?", "", code.group(0)) if code else None
    if (
        code is None
        and known_country(country).postal.last_digits
        and (short := re.search(r"[-–]\s?(\d{1,2})\s*[.,)]*\s*$", printed))
    ):
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
    pattern = REGIONS.get(country or "")
    found = pattern.findall(printed) if pattern else []
    return str(found[-1]) if found else None


def _street(lines: Sequence[str], code: re.Match[str] | None, printed: str, city: str | None) -> str | None:
    """Return what stands before the line with the postal code or town."""
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
