"""Read the phone numbers in one value: each complete by the numbering plan, or as printed where that is in doubt.

People write two numbers into one field: "+49 30 90182-4 / -5", "030 901820 oder 901821". Running their digits
together would make a number that nobody has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import phonenumbers

from cardscan.contacts.comparable_forms import digits
from cardscan.contacts.formats.labels import types_of
from cardscan.contacts.formats.vcard_lines import unescaped
from cardscan.model.address_book import Property
from cardscan.model.plaintext import one_line
from cardscan.model.reading import Phone, PhoneType

# Phone numbers have at most 15 digits; longer text is no number, and the patterns below would take too long on it.
MAX_LENGTH = 200
# More numbers in one value are a pasted list, which is left as it is.
MAX_NUMBERS = 6
# No area code has that many digits, and hardly any complete number has fewer.
_MIN_WHOLE = 6
# Shortest local number after an area code that does not begin with 0.
_MIN_LOCAL = 5
# Longest ending that replaces the last digits of the number before it: "901820/21".
_MAX_ENDING = 4
# The last digits of two numbers of one connection differ by at most this much.
_NEXT_NUMBERS = 20

_BETWEEN = re.compile(
    r"(\s*(?:\r?\n|;|\||•|:::|&)\s*|,\s+|\s*/\s*|"
    r"(?<=[\d)])\s+(?:oder|or|ou|o|u\.?|und|and|et|y|e|en|of|bzw\.?|resp\.?|lub|i|または)\s+(?=[\d(+-])|"
    r"(?<=\d)\s+[-–]?\s*(?=(?:[^\W\d]+[.:]*\s*)?\+\d))",
    re.IGNORECASE,
)
_EXTENSION_WORDS = r"(?:x|extn?|dw|durchwahl|app|apparat|poste|interno|int|wew)\b[.:=]*\s*"
_EXTENSION = re.compile(rf"\s*{_EXTENSION_WORDS}\d", re.IGNORECASE)
# Also after a "p" or "w", the pause that a phone makes before it dials on.
_EXTENSION_AT_END = re.compile(rf"(?:[\s,;]+{_EXTENSION_WORDS}|(?<=\d)[pw])(\d{{1,7}})\s*\Z", re.IGNORECASE)
_VANITY = re.compile(r"[^a-z]*[A-Z]{3,}[^a-z]*")
_LABEL = re.compile(r"([^\d+(–-]*)(.*)", re.DOTALL)
_OWN_NUMBER = re.compile(r"\D{0,20}(?:\+|\(?0)")
# These separate values whatever stands around them; a "/" may also be part of a number.
_ALWAYS_BETWEEN = ("\n", ";", "|", "•", ":::")
_RUN = re.compile(r"\+?\(?\d(?:[\d\s()./–-]*\d)?")
_ENDING = re.compile(r"[-–]\s*\d{1,5}")
_TYPES = (
    ("FAX", PhoneType.FAX),
    ("CELL", PhoneType.MOBILE),
    ("IPHONE", PhoneType.MOBILE),
    ("HOME", PhoneType.HOME),
    ("WORK", PhoneType.WORK),
)


def phones_of(item: Property, country: str | None, label: str = "") -> tuple[Phone, ...]:
    """Return the numbers of a TEL property with their type, complete where the country is known.

    Args:
        country: ISO 3166-1 alpha-2; the country to assume for national numbers.
        label: The custom label that the address book shows beside the number, if any.
    """
    types = {part for written in item.types for part in written.split(",")} | set(types_of(label))
    value = unescaped(item.value)
    if value[:4].casefold() == "tel:":
        return _of_uri(value, types, country)
    numbers = _numbers(value, country) if len(value) <= MAX_LENGTH else None
    if numbers is None:
        return (Phone(_type(types), one_line(value)),)
    found = []
    for number in numbers:
        # "901820, Fax 901821": the word in a part overrides the type of the property.
        said = set(types_of(number)) if len(numbers) > 1 else set()
        printed = number if len(numbers) > 1 else one_line(value)
        found.append(Phone(_type(said or types), printed, *_read(number, country)))
        country = _region(number) or country  # "+33 1 23456789 ou 06 12345678": the second one is French too
    return tuple(found)


def in_full(phone: Phone) -> str:
    """Return the number as any program can dial it, or as printed if it is incomplete."""
    if not phone.e164:
        return phone.printed
    return f"{phone.e164} ext. {phone.extension}" if phone.extension else phone.e164


def _of_uri(value: str, types: Iterable[str], country: str | None) -> tuple[Phone, ...]:
    number, *parameters = unquote(value[4:]).split(";")
    extension = next((p[4:] for p in parameters if p[:4].casefold() == "ext="), None)
    printed = one_line(number + (f" ext. {extension}" if extension else ""))
    if not printed:
        return ()
    e164, _ = _read(number, country)
    return (Phone(_type(types), printed, e164, extension if e164 else None),)


def _type(types: Iterable[str]) -> PhoneType:
    return next((kind for named, kind in _TYPES if named in types), PhoneType.OTHER)


def _read(number: str, country: str | None) -> tuple[str | None, str | None]:
    """Return E.164 and extension."""
    with_extension = _EXTENSION_AT_END.sub(r" ext. \1", number)
    for written in (with_extension, _bare(number)):
        try:
            parsed = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            continue
        e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        # "1-800-FLOWERS" is dialled by its letters; the letters of "901820 Fax" are not part of the number.
        letters = not _VANITY.fullmatch(written) and str(parsed.national_number) not in digits(written)
        if not letters and phonenumbers.is_possible_number(parsed) and re.fullmatch(r"\+[0-9]{7,15}", e164):
            return e164, parsed.extension
    return None, None


def _bare(number: str) -> str:
    """Return the one number among words: "030 901820 (Zentrale)"; "" if there are none or several."""
    runs = _RUN.findall(number)
    return runs[0] if len(runs) == 1 else ""


def _region(number: str) -> str | None:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return None


def _numbers(value: str, country: str | None) -> list[str] | None:
    """Return the numbers in the value as they would be printed, or None if they cannot be told apart for sure."""
    found: list[str] = []
    for separator, part in _parts(value):
        if not found:
            found.append(part)
            continue
        before, size = found[-1], len(digits(part))
        if not size or not digits(before):
            found[-1] = f"{before} {part}"
        elif _EXTENSION.match(part):
            if _EXTENSION.search(before):
                return None
            found[-1] = f"{before} {part}"
        elif separator == "/" and not _whole(before, country):
            if size < _MIN_LOCAL and not _OWN_NUMBER.match(before):
                return None
            found[-1] = f"{before}/{part}"  # an area code before its number
        elif size >= _MIN_WHOLE and (separator in _ALWAYS_BETWEEN or _OWN_NUMBER.match(part)):
            found.append(part)
        elif completed := _completed(before, part, country):
            found.append(completed)
        else:
            return None
    if len(found) > MAX_NUMBERS:
        return None
    return found


def _parts(value: str) -> Iterator[tuple[str, str]]:
    """Yield the separator before each part (one sign, or "or"), and the part on one line."""
    pieces = ["", *_BETWEEN.split(value)]
    for separator, piece in zip(pieces[::2], pieces[1::2], strict=True):
        if part := one_line(piece):
            sign = separator.strip(" \t")
            yield ("\n" if "\n" in separator else sign if sign in ("/", *_ALWAYS_BETWEEN) else "or"), part


def _whole(number: str, country: str | None) -> bool:
    """Whether the number could be dialled as it is; what stands before a "/" may also be only an area code."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return len(digits(number)) > _MIN_WHOLE
    national = phonenumbers.national_significant_number(parsed)
    return len(national) >= _MIN_WHOLE and phonenumbers.is_possible_number(parsed)


def _completed(number: str, part: str, country: str | None) -> str | None:
    """Return the number that a shortened one stands for: "90182-4 / -5" -> "90182-5", "901820/21" -> "901821"."""
    short, before = digits(part), digits(number)
    label, part = found.groups() if (found := _LABEL.fullmatch(part)) else ("", part)
    dash = max(number.rfind("-"), number.rfind("–"))
    e164, _ = _read(number, country)
    if len(short) <= _MAX_ENDING:
        if dash > 0 and len(digits(number[:dash])) >= _MIN_WHOLE and len(digits(number[dash:])) <= _MAX_ENDING:
            return label + number[: dash + 1] + short
        american = bool(e164 and e164.startswith("+1"))  # in North America a short number is an extension
        if _ENDING.fullmatch(part) or american or len(before) <= len(short) + 3:
            return None
        comes_after = 0 < int(short) - int(before[-len(short) :]) <= _NEXT_NUMBERS  # else it may be an extension
        return label + _with_tail(number, short) if comes_after else None
    # The part may leave out the area code that both share; an area code ends where a group of digits ends.
    for group in re.finditer(r"\d+", number):
        head, tail = number[: group.start()], digits(number[group.start() :])
        if digits(head) and abs(len(tail) - len(short)) <= 1 and re.fullmatch(r"[\d\s./()–-]+", part):
            return label + head + part
    return None


def _with_tail(number: str, tail: str) -> str:
    """Return the printed number with its last digits replaced."""
    places = [at for at, char in enumerate(number) if char.isdecimal()][-len(tail) :]
    written = list(number)
    for at, digit in zip(places, tail, strict=True):
        written[at] = digit
    return "".join(written)
