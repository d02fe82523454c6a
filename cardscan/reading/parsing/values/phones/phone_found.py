"""Define a phone number as the finder returns it, and make it from the plan's verdict and its label."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.reading import PhoneType
from cardscan.reading.parsing.values.phones.phone_labels import Label
from cardscan.reading.parsing.values.phones.phone_plan import NumberRead


@dataclass(frozen=True, slots=True)
class PhoneFound:
    """A phone number that a line may hold.

    Attributes:
        printed: The number alone, without label and extension; an implied number as it would be printed in full.
        e164: "+" and digits; None where the print lacks the area code or is no number of the plan.
        extension: Digits only.
        label: The printed purpose: "work", "mobile", "fax", "home", "toll_free", "other"; None when there is none.
        type: The type by the label, else by the numbering plan.
        valid: Whether it is in an assigned range of the plan.
        possible: Whether the plan allows its length, area code included.
        span: (start, end) in the line; for an implied number, where its digits stand.
        confidence: 0 to 1, not calibrated.
        suggestion: A complete number that the print only suggests, or may mean as well; never copied to `e164`.
        region: ISO 3166-1 alpha-2 of the numbering plan.
        local: Whether it is plausible but lacks its area code.
    """

    printed: str
    e164: str | None
    extension: str | None
    label: str | None
    type: PhoneType
    valid: bool
    possible: bool
    span: tuple[int, int]
    reasons: tuple[str, ...]
    confidence: float
    suggestion: str | None = None
    region: str | None = None
    local: bool = False


TYPES = {
    Label.PHONE: PhoneType.WORK, Label.WORK: PhoneType.WORK, Label.MOBILE: PhoneType.MOBILE, Label.FAX: PhoneType.FAX,
    Label.HOME: PhoneType.HOME, Label.TOLL_FREE: PhoneType.TOLL_FREE, Label.OTHER: PhoneType.OTHER,
}  # fmt: skip
LABEL_NAMES = {Label.PHONE: "work", Label.WORK: "work"}
_KINDS = {"mobile": PhoneType.MOBILE, "toll_free": PhoneType.TOLL_FREE}


def _type(label: Label | None, kind: str, *, follows_fixed: bool, own_label: bool) -> PhoneType:
    """Return the type by the label, but "mobile" for a mobile number that follows a fixed one under "Tel".

    The plan decides that a number is toll-free, whatever the number before it was; such a number is never mobile.
    """
    if label is None or label is Label.CONTACT:
        return _KINDS.get(kind, PhoneType.WORK)
    if kind == "toll_free" and (label is Label.MOBILE or not own_label):
        return PhoneType.TOLL_FREE
    if label is Label.PHONE and follows_fixed and kind == "mobile":
        return PhoneType.MOBILE
    return TYPES.get(label, PhoneType.WORK)


# Confidence lost where the print may also mean another complete number: little where it begins with its own country's
# code, and so much that a person will look at the card where either reading lacks a sign.
_DOUBT, _EITHER = 0.15, 0.45


def _confidence(read: NumberRead, label: Label | None, *, implied: bool) -> float:
    base = 0.93 if read.valid else 0.75 if read.possible else 0.55 if read.local or read.suggestion else 0.4
    if read.e164 and read.suggestion:
        base -= _DOUBT if read.international else _EITHER
    base += 0.05 if label not in (None, Label.CONTACT) else 0.0
    return round(base * (0.9 if implied else 1.0), 3)


def phone_found(
    text: str,
    read: NumberRead,
    label: Label | None,
    span: tuple[int, int],
    *,
    implied: str = "",
    follows_fixed: bool = False,
    own_label: bool = True,
) -> PhoneFound:
    """Return a finding made of the printed text, the plan's verdict and the label; `implied` says what completed it.

    Args:
        own_label: Whether the label stands directly before this number, and not before one that it follows.
    """
    reasons = list(read.reasons)
    if label is not None:
        reasons.insert(0, f"label: {label.value}")
    if implied:
        reasons.append(implied)
    reasons.append(
        "valid number" if read.valid else "possible number" if read.possible else "not in the numbering plan"
    )
    return PhoneFound(
        printed=" ".join(text.split()).replace("( ", "(").strip(" -./,"),
        e164=read.e164,
        extension=None,
        label=None if label in (None, Label.CONTACT) else LABEL_NAMES.get(label, label.value),
        type=_type(label, read.kind, follows_fixed=follows_fixed, own_label=own_label),
        valid=read.valid,
        possible=read.possible,
        span=span,
        reasons=tuple(reasons),
        confidence=_confidence(read, label, implied=bool(implied)),
        suggestion=read.suggestion,
        region=read.region,
        local=read.local,
    )
