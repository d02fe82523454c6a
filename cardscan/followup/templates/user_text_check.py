"""Check a template text in a language that is not ours when its cadence is loaded.

Our tests cover our own texts. A text that somebody else wrote in Swedish must report what it lacks, with file and line,
before a letter needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cardscan.errors import TemplateError
from cardscan.followup.templates.sandbox import check, pieces_in
from cardscan.followup.templates.template_files import PIECES, read_letter, read_text
from cardscan.followup.templates.variables import LISTS, names


def check_text(path: Path, language: str, *, letter: bool, find: Callable[[str], Path | None]) -> None:
    """Refuse a text that could not be rendered.

    Args:
        letter: The text is a letter with subject and body; otherwise it is a piece of letters.
        find: Returns the file of a piece in this language, by its name.
    Raises:
        TemplateError: The syntax is wrong, or this language lacks a variable or piece; with file and line.
    """
    sources: tuple[tuple[str, int], ...]
    if letter:
        subject, body, line = read_letter(path)
        sources = ((subject, 1), (body, line))
    else:
        sources = ((read_text(path), 1),)
    for source, first_line in sources:
        check(source, file=str(path), first_line=first_line, known=names(language), lists=tuple(sorted(LISTS)))
        for piece in pieces_in(source):
            if not letter:
                raise TemplateError(f'{path}: a piece has no pieces of its own; write out what "{piece}" says')
            found = find(piece)
            if found is None:
                raise TemplateError(
                    f'{path}: there is no piece "{piece}" in this language; '
                    f"write out what it says, or add email/{PIECES}/{piece}.{language}.txt.j2"
                )
            check_text(found, language, letter=False, find=find)
