"""Phone numbers in a card's text: found, read by the numbering plan, typed, and completed where only implied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import phonenumbers

from cardscan.model.reading import PhoneType
from cardscan.parsing.values.glyphs import MAX_LINE, plain
from cardscan.parsing.values.phone_context import (
    Around,
    label_after,
    label_before,
    looks_like_other_digits,
    may_stand_alone,
    other_words,
)
from cardscan.parsing.values.phone_found import LABEL_NAMES, TYPES, PhoneFound, phone_found
from cardscan.parsing.values.phone_labels import Label, labels_in
from cardscan.parsing.values.phone_numbers import digits_of, read_number
from cardscan.parsing.values.phone_repair import as_digits, find_vanity
from cardscan.parsing.values.phone_runs import Piece, cut, find_groups, mask_addresses, split_glued, stretches
from cardscan.parsing.values.phone_series import expand_tail, same_direct_dial, share_prefix

# "D-12345", "CH - 8000": the postal code's country, no label.
_COUNTRY_AND_CODE = re.compile(r"(?<![^\W\d_])(?:[A-Z]{1,2}|DK|FIN)\s?-\s?\Z")


class _Line:
    """One pass over one line, from left to right."""

    def __init__(self, text: str, country: str | None, preceding: PhoneFound | None) -> None:
        self.text, self.country, self.preceding = text, country, preceding
        self.found: list[PhoneFound] = []
        self.batch: list[int] = []  # numbers of the last stretch: an extension after it is theirs
        self.label: Label | None = None

    def run(self) -> list[PhoneFound]:
        groups = split_glued(find_groups(self.text), self.country)
        runs = stretches(self.text, groups)
        pieces = [cut(self.text, run, self.country) for run in runs]
        numbers = [(p.start, p.end) for run in pieces for p in run if p.read]
        words = other_words(self.text, numbers)
        suffixed = self._labels_follow(runs[0][0][0].start, pieces[-1][-1].end) if runs else False
        at = 0
        for k, (run, cuts) in enumerate(zip(runs, pieces, strict=True)):
            before = self.text[at : run[0][0].start]
            stopped = run[0][1] == "stop" or (k + 1 < len(runs) and runs[k + 1][0][1] == "stop")
            if not (stopped and not any(p.read and p.read.valid for p in cuts)):
                around = Around(None) if suffixed else label_before(before, after_number=bool(self.found))
                self._stretch(cuts, around, before, words, brackets_only=not suffixed)
            at = cuts[-1].end
        return self.found

    def _labels_follow(self, first: int, last: int) -> bool:
        """A line that begins with a number and ends with a label has its labels after the numbers."""
        if label_before(self.text[:first]).label is not None:
            return False
        return label_after(self.text[last:], brackets_only=False)[0] is not None

    def _stretch(self, cuts: list[Piece], around: Around, before: str, words: int, *, brackets_only: bool) -> None:
        label = around.label
        if label is Label.EXTENSION:
            digits = digits_of(cuts[0].text)
            if cuts[0].read and len(digits) >= 7:
                label = Label.WORK
            elif self.found and len(digits) <= 6:
                self._extend(digits)
                cuts, label = cuts[1:], self.label
                if not cuts:
                    return
            else:
                return
        elif label is None and self.found and not re.search(r"[^\W\d_]{2,}|\x00", before):
            label = self.label
        also_fax = around.also_fax
        apart = around.label is not None or not self.found or bool(re.search(r"[^\W\d_]{2,}|\x00", before))
        self.batch, previous = [], None if apart else self.found[-1]
        fixed_before = False
        for k, piece in enumerate(cuts):
            here: list[PhoneFound] = []
            tail = digits_of(piece.text)
            anchor = previous or (self.preceding if label is None and words <= 1 else None)
            if piece.read is None:
                here = self._implied(piece, tail, anchor if k or previous else None, label)
            elif (k == 0 and piece.read.local and _COUNTRY_AND_CODE.search(before)) or (
                label is Label.NOT_PHONE and not self._in_spite_of_label(piece)
            ):
                continue
            else:
                if piece.read.local and anchor and (shared := share_prefix(anchor.printed, piece.text, self.country)):
                    here = [
                        phone_found(
                            shared[0],
                            shared[1],
                            label,
                            (piece.start, piece.end),
                            implied="area code of the number before",
                        )
                    ]
                elif label in (None, Label.CONTACT) and not may_stand_alone(
                    piece, words, self.country, alone=len(cuts) == 1
                ):
                    continue
                else:
                    shown = None if label is Label.NOT_PHONE else label
                    here = [
                        phone_found(piece.text, piece.read, shown, (piece.start, piece.end), follows_fixed=fixed_before)
                    ]
            after, length = label_after(self.text[piece.end :], brackets_only=brackets_only)
            if here and after is not None and not (around.bracketed and k == 0 and length == 0):
                here = [self._relabel(f, after) for f in here] if not around.bracketed else here
            for found in here:
                if also_fax:
                    self._add(replace(found, label="work", type=PhoneType.WORK))
                    self._add(replace(found, label="fax", type=PhoneType.FAX))
                else:
                    self._add(found)
                previous = found
                fixed_before = fixed_before or found.type is PhoneType.WORK
        self.label = label if label is not Label.NOT_PHONE else None

    def _in_spite_of_label(self, piece: Piece) -> bool:
        """A full international number is one anyway; "cep" is mobile in Turkish, a postal code in Brazil."""
        read = piece.read
        return (
            read is not None and read.valid and (read.international or (self.country == "TR" and read.kind == "mobile"))
        )

    def _implied(self, piece: Piece, tail: str, anchor: PhoneFound | None, label: Label | None) -> list[PhoneFound]:
        """Left-over digits: a tail of the number before, an extension, or a number that shares its area code."""
        span = (piece.start, piece.end)
        if anchor is None:
            last = self.found[-1] if self.found else self.preceding
            if last and label in (Label.FAX, Label.PHONE, Label.WORK) and 1 <= len(tail) <= 4:
                text = same_direct_dial(last.printed, tail)
                read = read_number(text, self.country) if text else None
                if text and read and read.e164:
                    return [phone_found(text, read, label, span, implied="direct dial of the number before")]
            return []
        if len(tail) >= 5:
            shared = share_prefix(anchor.printed, piece.text, self.country)
            return [phone_found(*shared, label, span, implied="area code of the number before")] if shared else []
        kind = {"wide slash": "slash"}.get(piece.before, piece.before)
        if kind in ("", "space"):
            return []
        texts = expand_tail(anchor.printed, tail, kind)
        if not texts and kind == "dash" and len(tail) >= 2:
            self._extend(tail)
        here = []
        for text in texts:
            read = read_number(text, self.country)
            if read.valid or read.possible or read.local:
                here.append(phone_found(text, read, label, span, implied="last digits of a series"))
        return here

    def _relabel(self, found: PhoneFound, label: Label) -> PhoneFound:
        name = None if label is Label.CONTACT else LABEL_NAMES.get(label, label.value)
        if name is None or (label is Label.PHONE and found.label):
            return found
        return replace(found, label=name, type=TYPES[label], reasons=(f"label after it: {label.value}", *found.reasons))

    def _add(self, found: PhoneFound) -> None:
        if digits_of(found.printed):
            self.batch.append(len(self.found))
            self.found.append(found)

    def _extend(self, digits: str) -> None:
        for index in self.batch or ([len(self.found) - 1] if self.found else []):
            self.found[index] = replace(
                self.found[index], extension=digits[:11], reasons=(*self.found[index].reasons, "extension")
            )


_PHONE_SIGNS = str.maketrans("¢{}", "c()")
_MISREAD_LABEL = re.compile(r"\b([TtCc][eE])[1I|!]([1I|!]?)(?=[\s.:)\-+(\d])")

_MISREAD_OFFICE = re.compile(r"(?<![\d+])\(0\)(?=\s*\d{6,8}(?!\s?[-.]?\d))")


def _prepared(line: str) -> str:
    """Folded, with addresses masked, "Te1" made "Tel", and "(0)" before a local number made "(O)"."""
    folded = _MISREAD_LABEL.sub(lambda m: m[1] + "l" * (len(m[0]) - 2), plain(line).translate(_PHONE_SIGNS))
    return mask_addresses(_MISREAD_OFFICE.sub("(O)", folded))


_EXTENSION_LINE = re.compile(r"\W*([^\W\d_]{1,14})\W{0,6}(?:no\W{0,3})?(\d{1,6})\W*\Z", re.IGNORECASE)


def find_phones(
    line: str,
    *,
    country: str | None = None,
    following: str | None = None,
    preceding: PhoneFound | None = None,
    label: str | None = None,
) -> tuple[PhoneFound, ...]:
    """Phone numbers in one line, in the order they stand.

    Args:
        line: Text as read; the first MAX_LINE characters are looked at.
        country: ISO 3166-1 alpha-2 of the card, where known.
        following: The next line of the same column: an extension may stand there.
        preceding: The last number of the line right above, whose area code and label this one may share.
        label: Text of a label box that belongs to the line but is not in it.
    """
    country = country.upper() if country else None
    if not any(c.isdigit() for c in line):
        return ()
    head = plain(label)[-40:] + " : " if label and label.strip() else ""
    text = _prepared(head + line)
    found = _Line(text, country, preceding).run()
    if country is None and (region := _region_of(f for f in [*found, *([preceding] if preceding else [])])):
        country = region
        found = _Line(text, country, preceding).run()
    found += find_vanity(text, country, found)
    repaired = as_digits(text)
    if repaired != text:
        taken = [f.span for f in found if f.valid]
        for f in _Line(repaired, country, preceding).run():
            changed = repaired[f.span[0] : f.span[1]] != text[f.span[0] : f.span[1]]
            if changed and f.valid and not any(s < f.span[1] and f.span[0] < e for s, e in taken):
                found = [old for old in found if old.span[1] <= f.span[0] or f.span[1] <= old.span[0]]
                found.append(
                    replace(f, confidence=round(f.confidence * 0.75, 3), reasons=(*f.reasons, "letters read as digits"))
                )
    if following and found:
        found = _with_extension(found, plain(following))
    if preceding:
        found = [_like_the_one_above(f, preceding) for f in found]
    shift = len(head)
    moved = (replace(f, span=(max(0, f.span[0] - shift), max(0, f.span[1] - shift))) for f in found)
    return tuple(sorted(moved, key=lambda f: f.span))


def _with_extension(found: list[PhoneFound], following: str) -> list[PhoneFound]:
    match = _EXTENSION_LINE.fullmatch(following)
    if not match or not any(label is Label.EXTENSION for _, _, label in labels_in(match[1] + " ")):
        return found
    last = found[-1]
    return [replace(f, extension=f.extension or match[2]) if f.label == last.label else f for f in found]


def _like_the_one_above(found: PhoneFound, above: PhoneFound) -> PhoneFound:
    """A number without label right under one of the same exchange serves the same purpose."""
    same_area = found.e164 and above.e164 and found.e164[:5] == above.e164[:5]
    if found.label or above.label in (None, "mobile") or not same_area or found.type is not PhoneType.WORK:
        return found
    return replace(found, label=above.label, type=above.type, reasons=(*found.reasons, "label of the number above"))


def find_phones_in_lines(lines: Sequence[str], *, country: str | None = None) -> tuple[tuple[int, PhoneFound], ...]:
    """Phone numbers in the lines of one column in reading order, as (line index, number).

    Besides what `find_phones` sees in each line it joins labels that stand in a line of their own with the next line.
    """
    if country is None:
        country = _region_of(f for _, f in _in_lines(lines, None))
    return tuple(_in_lines(lines, country))


def _region_of(found: Iterable[PhoneFound]) -> str | None:
    """The one numbering plan that the numbers point to; None when they point to several alike."""
    votes: dict[str, float] = {}
    for phone in found:
        if phone.region and phone.valid:
            sure = any(reason.startswith("country code") for reason in phone.reasons)
            votes[phone.region] = votes.get(phone.region, 0.0) + (3.0 if sure else 1.0)
    best = sorted(votes, key=lambda region: -votes[region])
    return best[0] if best and (len(best) == 1 or votes[best[0]] > votes[best[1]]) else None


def _in_lines(lines: Sequence[str], country: str | None) -> list[tuple[int, PhoneFound]]:
    result: list[tuple[int, PhoneFound]] = []
    above: PhoneFound | None = None
    label: str | None = None
    for k, line in enumerate(lines):
        following = lines[k + 1] if k + 1 < len(lines) else None
        found = find_phones(line, country=country, following=following, preceding=above, label=label)
        result += [(k, f) for f in found]
        above = found[-1] if found else None
        label = line if not found and _label_only(line) else None
    return result


def _label_only(line: str) -> bool:
    """A line that is nothing but a phone label."""
    text = plain(line).strip()
    if not text or len(text) > 30 or any(c.isdigit() for c in text):
        return False
    around = label_before(text + " ")
    return (
        around.label not in (None, Label.NOT_PHONE, Label.EXTENSION)
        and other_words(text, []) <= 2
        and around.starts <= 1
    )


def complete_local(found: PhoneFound, others: Iterable[PhoneFound]) -> PhoneFound:
    """A number without its area code, completed by the one area code of the card's other numbers.

    Returned as it was when it is complete, when no other number has an area code, when two differ,
    or when the completed number would not be valid.
    """
    if found.e164 or not found.local:
        return found
    areas = set()
    for other in others:
        if not (other.e164 and other.valid) or other.type is PhoneType.MOBILE:
            continue
        number = phonenumbers.parse(other.e164)
        size = phonenumbers.length_of_geographical_area_code(number)
        if size:
            national = phonenumbers.national_significant_number(number)
            areas.add((f"+{number.country_code}", national[:size]))
    if len(areas) != 1:
        return found
    country_code, area = areas.pop()
    read = read_number(country_code + area + digits_of(found.printed), None)
    if not read.valid:
        return found
    return replace(
        found, e164=read.e164, valid=True, possible=True, local=False, region=read.region,
        confidence=round(found.confidence * 0.95, 3), reasons=(*found.reasons, "area code of the card's other numbers"),
    )  # fmt: skip


__all__ = ["MAX_LINE", "PhoneFound", "complete_local", "find_phones", "find_phones_in_lines"]
