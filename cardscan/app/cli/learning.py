"""Keep what an edited letter says in the user's own way as their default, in a file of phrases; take it back."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path

import tomlkit

from cardscan.errors import OutputError, UsageError
from cardscan.followup.letters.learned import voice_of
from cardscan.followup.templates.own_phrases import load_phrases, phrases_file
from cardscan.model.draft import Draft
from cardscan.model.reading import PersonName

_NEW = '# Your own phrases in letters; cardscan/docs: "Your own letters". Made by `cardscan drafts learn`.\n'


def offers(draft: Draft, name: PersonName | None, sender_name: str, folder: Path) -> dict[str, str]:
    """Return what could be learned from a draft and is not known yet: key of the phrases -> text."""
    letter = draft.letter
    known = asdict(load_phrases((folder,), letter.language).voice(informal=letter.address == "informal"))
    found = asdict(voice_of(letter, name, sender_name))
    return {key: text for key, text in found.items() if text and text != known[key]}


def learn(draft: Draft, chosen: dict[str, str], folder: Path) -> Path:
    """Write these phrases for the draft's language and form of address; return the file.

    The file as it was is kept beside it, for `unlearn`.

    Raises:
        OutputError: It cannot be written.
    """
    file = phrases_file(folder, draft.letter.language)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text("utf-8") if file.exists() else ""
        _before(file).write_text(before, "utf-8")
        document = tomlkit.parse(before or _NEW)
        form = "informal" if draft.letter.address == "informal" else "formal"
        if form not in document:
            document.add(form, tomlkit.table())
        for key, text in chosen.items():
            document[form][key] = text
        written = tomlkit.dumps(document)
        tomllib.loads(written)
        file.write_text(written, "utf-8")
    except OSError as error:
        raise OutputError(f"{file}: cannot be written ({error.strerror}); check its permissions") from error
    return file


def unlearn(language: str, folder: Path) -> Path:
    """Bring a language's phrases back as they were before the last `learn`; return the file.

    Raises:
        UsageError: Nothing was learned, or it was taken back already.
        OutputError: The file cannot be written.
    """
    file = phrases_file(folder, language)
    kept = _before(file)
    if not kept.is_file():
        raise UsageError(f"{file}: there is nothing to take back; change or remove the file yourself")
    try:
        before = kept.read_text("utf-8")
        if before:
            kept.replace(file)
        else:
            file.unlink(missing_ok=True)
            kept.unlink()
    except OSError as error:
        raise OutputError(f"{file}: cannot be written ({error.strerror}); check its permissions") from error
    return file


def _before(file: Path) -> Path:
    return file.with_suffix(".toml.before")
