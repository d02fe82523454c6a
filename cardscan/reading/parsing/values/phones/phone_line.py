"""Read one line of text from left to right: find stretches of digits, their labels, and numbers that they imply."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cardscan.locales.countries import known_country
from cardscan.model.reading import PhoneType
from cardscan.reading.parsing.evidence.country_words import PLACES
from cardscan.reading.parsing.evidence.lexicons import cities, fold
from cardscan.reading.parsing.values.phones.phone_context import (
    Around,
    label_after,
    label_before,
    looks_like_other_digits,
    may_stand_alone,
    other_words,
)
from cardscan.reading.parsing.values.phones.phone_found import LABEL_NAMES, TYPES, PhoneFound, phone_found
from cardscan.reading.parsing.values.phones.phone_labels import Label
from cardscan.reading.parsing.values.phones.phone_numbers import WITHOUT_PLUS, read_number
from cardscan.reading.parsing.values.phones.phone_plan import digits_of
from cardscan.reading.parsing.values.phones.phone_runs import NumberPiece, cut, find_groups, split_glued, stretches
from cardscan.reading.parsing.values.phones.phone_series import direct_dial, expand_tail, same_direct_dial, share_prefix

# "D-12345", "CH - 8000": the country of a postal code, not a label.
_COUNTRY_AND_CODE = re.compile(r"(?<![^\W\d_])(?:[A-Z]{1,2}|FIN)\s?-\s?\Z")
_WORDS = re.compile(r"[^\W\d_]{2,}|\x00")
_MAX_EXTENSION = 6
DIRECT_DIAL = "direct dial of the number before"
# A listed town directly after digits must have this many people; smaller towns are also words and names.
_TOWN_BEHIND = re.compile(r"\W{0,3}(?P<town>[^\W\d_]{3,})")
_LEAST_TOWN = 50_000


def read_line(
    text: str, country: str | None, preceding: PhoneFound | None, exchange: PhoneFound | None = None
) -> list[PhoneFound]:
    """Return the numbers of a folded and masked line.

    Args:
        text: One line; digits of addresses are masked.
        country: ISO 3166-1 alpha-2 of the card, where known.
        preceding: The last number of the line above.
        exchange: A number of the lines above whose last zero a direct dial replaces.
    """
    return _Reader(text, country, preceding, exchange).read()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of digits in its line.

    Attributes:
        pieces: Numbers and left-over digits.
        before: The text between the previous stretch and this one.
        behind: The text after the stretch.
        around: The label in `before`.
        label: The label that applies to the stretch, which may be inherited.
        words: Number of words in the whole line besides numbers.
    """

    pieces: list[NumberPiece]
    before: str
    behind: str
    around: Around
    label: Label | None
    words: int

    def label_as_planned(self, label: Label | None, kind: str) -> Label | None:
        """Return the label, or PHONE where the plan shows that the number is not what the label seems to say."""
        icon = label is Label.MOBILE and self.around.letter in ("C", "c") and kind == "fixed"  # a handset, read as "C"
        norse = label is Label.TOLL_FREE and kind in ("fixed", "mobile")  # "Tf." is telephone in Norway
        return Label.PHONE if icon or norse else label

    def is_other(self, k: int, country: str | None) -> bool:
        """Whether the label or the form says that a piece is something other than a phone number."""
        piece, read = self.pieces[k], self.pieces[k].read
        if read is None:
            return False
        if k == 0 and read.local and _COUNTRY_AND_CODE.search(self.before):
            return True
        if self.around.letter in tuple("TtFf") and looks_like_other_digits(piece, country):
            return True  # "T 105-0011": a postal sign read as a letter
        if self.label is Label.NOT_PHONE:
            # A full international number is one anyway. "cep" is mobile in Turkish, a postal code in Brazil.
            turkish_mobile = known_country(country).phone.cep_is_mobile and read.kind == "mobile"
            printed = read.international and WITHOUT_PLUS not in read.reasons
            return not (read.valid and (printed or turkish_mobile))
        if self.label is None and k == len(self.pieces) - 1 and self._is_postal_code(piece):
            return True
        if self.label in (None, Label.CONTACT):
            return not may_stand_alone(piece, self.words, country, alone=len(self.pieces) == 1)
        return False

    def _is_postal_code(self, piece: NumberPiece) -> bool:
        """Whether a piece is a house number and postal code before a town: "58 - 10131 Torino"; no number begins so."""
        town = _TOWN_BEHIND.match(self.behind)
        led = piece.text[:1] in "+(0" or (piece.read is not None and piece.read.international)
        return town is not None and not led and _is_town(town["town"])


def _is_town(word: str) -> bool:
    return word.casefold() in PLACES or cities().get(fold(word), ("", 0))[1] >= _LEAST_TOWN


class _Reader:
    """Holds the state while one line is read."""

    def __init__(
        self, text: str, country: str | None, preceding: PhoneFound | None, exchange: PhoneFound | None
    ) -> None:
        self.text, self.country, self.preceding, self.exchange = text, country, preceding, exchange
        self.found: list[PhoneFound] = []
        self.batch: list[int] = []  # numbers of the last stretch, which an extension after it belongs to
        self.label: Label | None = None
        self.brackets_only = True

    def read(self) -> list[PhoneFound]:
        groups = split_glued(find_groups(self.text), self.country)
        runs = stretches(self.text, groups)
        if not runs:
            return []
        pieces = [cut(self.text, run, self.country) for run in runs]
        words = other_words(self.text, [(p.start, p.end) for run in pieces for p in run if p.read])
        self.brackets_only = not self._labels_follow(runs[0][0][0].start, pieces[-1][-1].end)
        at = 0
        for k, (run, cuts) in enumerate(zip(runs, pieces, strict=True)):
            # Digits joined by "*" or ":" are radio ids, times or verses.
            tied = run[0][1] == "stop" or (k + 1 < len(runs) and runs[k + 1][0][1] == "stop")
            if not tied or any(p.read and p.read.valid for p in cuts):
                self._take(cuts, self.text[at : run[0][0].start], words)
            at = cuts[-1].end
        return self.found

    def _labels_follow(self, first: int, last: int) -> bool:
        """Whether labels come after the numbers: the line begins with a number and ends with a label."""
        if label_before(self.text[:first]).label is not None:
            return False
        return label_after(self.text[last:], brackets_only=False)[0] is not None

    def _take(self, pieces: list[NumberPiece], before: str, words: int) -> None:
        around = label_before(before, after_number=bool(self.found)) if self.brackets_only else Around(None)
        apart = bool(_WORDS.search(before))
        label = around.label
        if label is None and self.found and not apart:
            label = self.label
        if label is Label.EXTENSION:
            digits = digits_of(pieces[0].text)
            if pieces[0].read and len(digits) > _MAX_EXTENSION:
                label = Label.WORK  # "Durchwahl: 030 ..." is a complete number
            else:
                direct = self._direct_dial(pieces[0], Label.WORK)
                if direct:
                    self.batch = []
                    self._add(direct, also_fax=False)
                elif self.found and len(digits) <= _MAX_EXTENSION:
                    self._extend(digits)
                pieces, label = pieces[1:], self.label
                if not (pieces and self.found):
                    return
        self.batch = []
        continued = self.found[-1] if self.found and around.label is None and not apart else None
        behind = self.text[pieces[-1].end :] if pieces else ""
        self._read_stretch(_Stretch(pieces, before, behind, around, label, words), continued)
        self.label = None if label is Label.NOT_PHONE else label

    def _read_stretch(self, stretch: _Stretch, previous: PhoneFound | None) -> None:
        label, follows_fixed = stretch.label, False
        for k, piece in enumerate(stretch.pieces):
            above = self.preceding if label is None and stretch.words <= 1 else None
            anchor = previous or above
            span = (piece.start, piece.end)
            if piece.read is None:
                here = self._implied(piece, anchor if k or previous else None, label)
            elif piece.read.local and anchor and (shared := share_prefix(anchor.printed, piece.text, self.country)):
                here = [phone_found(*shared, label, span, implied="area code of the number before")]
            elif stretch.is_other(k, self.country):
                continue
            else:
                shown: Label | None = None if label is Label.NOT_PHONE else label
                shown = stretch.label_as_planned(shown, piece.read.kind)
                own = k == 0 and stretch.around.label is not None
                here = [phone_found(piece.text, piece.read, shown, span, follows_fixed=follows_fixed, own_label=own)]
            after, _ = label_after(self.text[piece.end :], brackets_only=self.brackets_only)
            if after is not None and not stretch.around.bracketed:
                here = [_relabelled(found, after) for found in here]
            for found in here:
                self._add(found, also_fax=stretch.around.also_fax)
                previous = found
                follows_fixed = follows_fixed or found.type is PhoneType.WORK

    def _direct_dial(self, piece: NumberPiece, label: Label | None) -> PhoneFound | None:
        """Return the number that an ending stands for: it replaces the last zero of an exchange's number."""
        span, ending = (piece.start, piece.end), digits_of(piece.text)
        for exchange in (*reversed(self.found), *([self.exchange] if self.exchange else [])):
            text = direct_dial(exchange.printed, exchange.region, ending)
            read = read_number(text, self.country or exchange.region) if text else None
            if text and read and read.e164:
                return phone_found(text, read, label, span, implied=DIRECT_DIAL)
        return None

    def _implied(self, piece: NumberPiece, anchor: PhoneFound | None, label: Label | None) -> list[PhoneFound]:
        """Read left-over digits as a tail of the number before, an extension, or a number that shares its area code."""
        span, tail = (piece.start, piece.end), digits_of(piece.text)
        if anchor is None:
            # "2011 S 1100 E" under a number is a street, so digits that come first in a line are not a direct dial.
            alone = not any(character.isdigit() for character in self.text[: piece.start])
            last = self.found[-1] if self.found else self.preceding if alone else None
            text = (
                same_direct_dial(last.printed, tail) if last and label in (Label.FAX, Label.PHONE, Label.WORK) else None
            )
            read = read_number(text, self.country) if text else None
            if text and read and read.e164:
                return [phone_found(text, read, label, span, implied=DIRECT_DIAL)]
            apart = self._direct_dial(piece, label) if label is Label.FAX and self.exchange else None
            return [apart] if apart else []
        if len(tail) >= 5:
            shared = share_prefix(anchor.printed, piece.text, self.country)
            return [phone_found(*shared, label, span, implied="area code of the number before")] if shared else []
        kind = {"wide slash": "slash"}.get(piece.before, piece.before)
        if kind in ("", "space", "bullet"):
            return []
        if kind != "range" and (direct := self._direct_dial(piece, label)):
            return [direct]
        texts = expand_tail(anchor.printed, tail, kind)
        if not texts and kind == "dash" and len(tail) >= 2:
            self._extend(tail)
        reads = [(text, read_number(text, self.country)) for text in texts]
        return [
            phone_found(text, read, label, span, implied="last digits of a series")
            for text, read in reads
            if read.valid or read.possible or read.local
        ]

    def _add(self, found: PhoneFound, *, also_fax: bool) -> None:
        uses = (("work", PhoneType.WORK), ("fax", PhoneType.FAX)) if also_fax else ((found.label, found.type),)
        for label, kind in uses:
            self.batch.append(len(self.found))
            self.found.append(replace(found, label=label, type=kind))

    def _extend(self, digits: str) -> None:
        for index in self.batch or ([len(self.found) - 1] if self.found else []):
            found = self.found[index]
            self.found[index] = replace(found, extension=digits[:11], reasons=(*found.reasons, "extension"))


def _relabelled(found: PhoneFound, label: Label) -> PhoneFound:
    """Apply the label that follows a number; a bare "tel" after a labelled number adds nothing."""
    name = None if label is Label.CONTACT else LABEL_NAMES.get(label, label.value)
    if name is None or (label is Label.PHONE and found.label):
        return found
    free = found.type is PhoneType.TOLL_FREE and label is Label.MOBILE
    return replace(
        found,
        label=name,
        type=found.type if free else TYPES[label],
        reasons=(f"label after it: {label.value}", *found.reasons),
    )
