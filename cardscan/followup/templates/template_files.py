"""Read a template file: the text of a piece, or subject and body of a letter."""

from __future__ import annotations

import re
from pathlib import Path

from cardscan.errors import TemplateError
from cardscan.followup.templates.sandbox import MAX_TEMPLATE_CHARS

# The folder of texts that all cadences share.
PIECES = "pieces"
_SUBJECT_LINE = re.compile(r"Subject:[ \t]*(?P<subject>\S.*)")


def read_text(path: Path) -> str:
    """Return a template file's text with its line ends as line feeds."""
    try:
        with path.open("rb") as file:
            raw = file.read(4 * MAX_TEMPLATE_CHARS + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise TemplateError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path}: not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from error
    if len(text) > MAX_TEMPLATE_CHARS:
        raise TemplateError(f"{path}: longer than {MAX_TEMPLATE_CHARS:,} characters; a letter is a page")
    return text.replace("\r\n", "\n")


def read_letter(path: Path) -> tuple[str, str, int]:
    """Return subject and body of a template file, and the line on which the body begins."""
    first, _, rest = read_text(path).partition("\n")
    match = _SUBJECT_LINE.fullmatch(first)
    if match is None or not rest.startswith("\n"):
        raise TemplateError(f'{path}, line 1: begins with "Subject: ..." and an empty line, then the body')
    return match["subject"], rest[1:], 3
