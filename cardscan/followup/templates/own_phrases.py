"""Load the user's own phrases: a greeting, a farewell, a question, and sentences in the place of ours.

`email/phrases/de.toml` in the user's template folder:

    [formal]
    greeting = "Hallo {name},"                # or {given}
    sign_off = "Beste Grüße"
    question = "Was steht als Nächstes an?"

    [instead]                                 # a sentence of a shipped text, as its file has it = yours
    "Woran arbeiten Sie zurzeit?" = "Was treiben Sie gerade?"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from cardscan.errors import TemplateError
from cardscan.model.plaintext import one_line

PHRASES = "phrases"
MAX_CHARS = 300
FORMS = ("formal", "informal")


@dataclass(frozen=True, slots=True)
class Voice:
    """What the user says in the letters of one form of address; empty: what ours say.

    Attributes:
        greeting: With {given} or {name} in the place of the name.
    """

    greeting: str = ""
    sign_off: str = ""
    question: str = ""


KEYS = tuple(item.name for item in fields(Voice))


@dataclass(frozen=True, slots=True)
class OwnPhrases:
    """The user's phrases in one language."""

    formal: Voice = Voice()
    informal: Voice = Voice()
    instead: Mapping[str, str] = field(default_factory=dict)

    def voice(self, *, informal: bool) -> Voice:
        """Return the phrases of one form of address; a language of one form uses the formal ones."""
        return self.informal if informal else self.formal

    def replaced(self, source: str) -> str:
        """Return a template's text with the user's sentences in the place of those that fill a line of it."""
        if not self.instead:
            return source
        return "\n".join(self.instead.get(line.strip(), line) for line in source.split("\n"))


def phrases_file(folder: Path, language: str) -> Path:
    """Return where the phrases of a language are, in a template folder."""
    return folder / "email" / PHRASES / f"{language}.toml"


def load_phrases(dirs: Sequence[Path], language: str) -> OwnPhrases:
    """Return the phrases from the first template folder that has some in this language.

    Raises:
        TemplateError: The file is wrong; with file and key.
    """
    file = next((path for folder in dirs if (path := phrases_file(folder, language)).is_file()), None)
    if file is None:
        return OwnPhrases()
    try:
        table = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise TemplateError(f"{file}: cannot be read as TOML ({one_line(str(error), 200)}); correct it") from error
    if unknown := set(table) - {*FORMS, "instead"}:
        raise TemplateError(f'{file}: unknown table "{one_line(min(unknown), 80)}"; known: formal, informal, instead')
    return OwnPhrases(
        formal=Voice(**_texts(file, "formal", table.get("formal", {}), KEYS)),
        informal=Voice(**_texts(file, "informal", table.get("informal", {}), KEYS)),
        instead=_texts(file, "instead", table.get("instead", {})),
    )


def _texts(file: Path, name: str, table: object, known: Sequence[str] = ()) -> dict[str, str]:
    if not isinstance(table, dict):
        raise TemplateError(f"{file}: {name} is no table; begin it with [{name}]")
    for key, text in table.items():
        if known and key not in known:
            raise TemplateError(f'{file}: unknown key "{name}.{one_line(key, 80)}"; allowed are {", ".join(known)}')
        if not isinstance(text, str) or text != one_line(text, MAX_CHARS):
            raise TemplateError(f"{file}: {name}.{one_line(key, 80)} is not one line of up to {MAX_CHARS} letters")
    return dict(table)
