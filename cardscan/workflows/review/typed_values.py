"""Turn the text a person types into one input into a value for the store."""

from __future__ import annotations

from typing import Any

from cardscan.errors import UsageError
from cardscan.model.plaintext import one_line
from cardscan.model.pronouns import pronouns_written_alike
from cardscan.model.reading import PhoneType
from cardscan.store import ValueKind, name_to_store, stored_name
from cardscan.workflows.review.words import shown

MAX_VALUE_CHARS = 500


def typed(  # noqa: C901 - one branch a kind of value
    kind: ValueKind, text: str, old: Any, use: str = "", *, country: str | None = None, whole: bool = True
) -> Any | None:
    """Return the value of a typed line; None if it is empty. Parts that the text does not give are kept from `old`.

    Args:
        use: What a phone is for; empty keeps the old use.
        country: The card's country, ISO 3166-1 alpha-2; decides in which order a name is written.
        whole: True if the person edited the line that `shown` makes of `old`; False if they wrote without seeing it.
    Raises:
        UsageError: The text is longer than anything on a card, or is no address or number at all.
    """
    text = one_line(text)
    if len(text) > MAX_VALUE_CHARS:
        raise UsageError(f"a value has at most {MAX_VALUE_CHARS} characters; shorten it")
    if not text:
        return None
    match kind:
        case ValueKind.NAME:
            return old if old and shown(kind, old) == text else _name(text, old, country=country, whole=whole)
        case ValueKind.PHONE:
            if use and use not in list(PhoneType):
                raise UsageError(f"a phone is one of {', '.join(PhoneType)}")
            use = use or (old or {}).get("type", PhoneType.WORK.value)
            if old and shown(kind, old) == text:  # keep the number as it was printed
                return {**old, "type": use}
            digits = "".join(char for char in text if char.isdigit())
            if not 3 <= len(digits) <= 25:
                raise UsageError(f"{text}: that is no phone number; write it with its digits")
            number, _, extension = text.partition(" ext. ")
            plus = number.strip().startswith("+")
            e164 = "+" + "".join(char for char in number if char.isdigit()) if plus else None
            return {
                "type": use,
                "printed": text,
                "e164": e164 if e164 and 8 <= len(e164) <= 16 else None,
                "extension": "".join(filter(str.isdigit, extension)) or None,
            }
        case ValueKind.EMAIL:
            from cardscan import mail

            if mail.valid_address(text) is None:
                raise UsageError(f"{text}: that is no e-mail address; check it letter by letter against the card")
            return text
        case ValueKind.SOCIAL:
            service, colon, handle = text.partition(":")
            if not colon or not handle.strip():
                raise UsageError(f"{text}: write the service and the handle, as in linkedin: ada-example")
            return {"service": service.strip().casefold(), "handle": handle.strip()}
        case ValueKind.ADDRESS:
            return {"printed": text}
        case ValueKind.PRONOUNS:
            return pronouns_written_alike(text)
        case _:
            return text


def _name(text: str, old: dict[str, Any] | None, *, country: str | None, whole: bool) -> dict[str, Any]:
    from cardscan.reading.parsing.names.name_correction import corrected_name

    known = stored_name(old) if old else None
    return name_to_store(corrected_name(text, known, country=country, whole=whole))
