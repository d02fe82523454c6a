"""Make CSV cells safe: clean the text and keep spreadsheets from reading it as a formula or a plain number."""

from __future__ import annotations

import re

from cardscan.model.reading import Phone

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
# Source for the characters: OWASP, "CSV Injection"; the full-width ones matter in Japanese and Chinese settings.
_FORMULA = re.compile(r"""(^|[;\t\n])([\s"']*)(?=[=+\-@＝＋－＠])""")
# Phone numbers begin with "+" and are left unguarded: "+49 301234567 ext. 7" is no formula, and the space keeps a
# spreadsheet from turning it into the number 49301234567.
_PHONE_CELL = re.compile(r"(\+[\d()]+( [\d()]+)+( ext\. [\d*#]+)?( ::: (?=.)|\Z))+\Z", re.ASCII)
# Calling codes of one or two digits; all others have three (ITU-T E.164, list of assigned codes).
_CALLING_CODE = re.compile(r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d+)\Z", re.ASCII)


def guard(cell: str) -> str:
    """Put an apostrophe wherever a spreadsheet would start a formula in the cell."""
    return cell if _PHONE_CELL.match(cell) else _FORMULA.sub(r"\1\2'", cell)


def phone_cell(phone: Phone, *, spaced: bool) -> str:
    """Return a phone number as a cell: E.164, else as printed; `spaced` keeps it from being read as a plain number."""
    if not phone.e164:
        leading_zero = spaced and re.fullmatch(r"0\d{3,}", phone.printed, re.ASCII)
        return f"{phone.printed[:3]} {phone.printed[3:]}" if leading_zero else phone.printed
    number = _CALLING_CODE.sub(r"+\1 \2", phone.e164) if spaced else phone.e164
    return f"{number} ext. {phone.extension}" if phone.extension else number


def clean(value: str) -> str:
    """Replace all line ends with \\n, and control characters and lone surrogates with U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", value))
