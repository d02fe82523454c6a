"""Render a planned letter from its template. Card text, notes and the template itself are untrusted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cardscan.errors import TemplateError
from cardscan.followup.letters.likeness import Limits
from cardscan.followup.letters.lint import LintSettings
from cardscan.followup.letters.wording import letter_values
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.cadence import find_template
from cardscan.followup.templates.own_phrases import load_phrases
from cardscan.followup.templates.sandbox import render as render_piece
from cardscan.followup.templates.template_files import PIECES, read_letter, read_text
from cardscan.followup.templates.tracing import Tracer, body_of, subject_of
from cardscan.followup.templates.variables import SOURCES
from cardscan.model.draft import Letter, OtherLetter, Sender
from cardscan.model.encounter import Encounter
from cardscan.model.reading import ContactDetails

# RFC 5322 allows 998 characters a line; mail programs show about 70.
MAX_SUBJECT_CHARS = 150
# Used if the sender's address has no usable domain; ".invalid" belongs to nobody (RFC 2606).
_NO_DOMAIN = "cardscan.invalid"
_DOMAIN = re.compile(r"(?=.{1,200}$)[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*)+")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,99}")


class Wordings:
    """The letter of a plan in all its wordings. Each template is rendered only once, because it holds all wordings."""

    def __init__(
        self,
        plan: Plan,
        details: ContactDetails,
        encounter: Encounter,
        sender: Sender,
        *,
        templates_dirs: Sequence[Path],
        token: str,
    ) -> None:
        """Raises TemplateError; see `render`."""
        file = f"{plan.template}.{plan.language}.txt.j2"
        path = find_template(templates_dirs, plan.cadence, file, texts_from=plan.texts_from)
        if path is None:
            raise TemplateError(f"email/{plan.cadence}/{file}: no such template; add it to your template folder")
        subject_source, body_source, body_line = read_letter(path)
        self._plan, self._path, self._dirs = plan, path, templates_dirs
        self._own = load_phrases(templates_dirs, plan.language)
        voice = self._own.voice(informal=plan.informal)
        self._values = letter_values(plan, details, encounter, sender, voice=voice)
        self._subject = self._render(subject_source, path, first_line=1)
        self._body = self._render(body_source, path, first_line=body_line)
        self._message_id = message_id(token, sender)
        self._pieces: dict[str, tuple[str, str]] = {}
        self._tracer = Tracer(SOURCES, self._piece)

    def _piece(self, name: str) -> tuple[str, str]:
        """Return the label and marked text of a shared piece; a piece may not contain other pieces."""
        if name not in self._pieces:
            shared = _find_piece(self._dirs, self._plan, name)
            if shared is None:
                file = f"email/{PIECES}/{name}.{self._plan.language}.txt.j2"
                raise ValueError(f'there is no piece "{name}"; add {file}')
            self._pieces[name] = _label(shared), self._render(read_text(shared), shared, first_line=1)
        return self._pieces[name]

    def _render(self, source: str, file: Path, *, first_line: int) -> str:
        return render_piece(self._own.replaced(source), file=str(file), first_line=first_line, values=self._values)

    def letter(self, variant: int) -> Letter:
        """Return one of the wordings; the same number gives the same text. Raises TemplateError; see `render`."""
        plan, path, label = self._plan, self._path, _label(self._path)
        self._tracer.begin(variant)
        try:
            subject, subject_pieces = subject_of(self._tracer.runs(self._subject, label), MAX_SUBJECT_CHARS)
            body, body_pieces = body_of(self._tracer.runs(self._body, label))
        except (ValueError, RecursionError) as error:
            raise TemplateError(f"{path}: {error}") from error
        if not subject or not body:
            part = "body" if subject else "subject"
            raise TemplateError(f"{path}: the {part} renders to nothing; write a text for it")
        return Letter(
            recipient=plan.recipient,
            recipient_name=str(self._values["name"]),
            subject=subject,
            body=body,
            cadence=plan.cadence,
            step=plan.step,
            due=plan.due,
            language=plan.language,
            message_id=self._message_id,
            variant=variant,
            address=plan.address,
            pieces=(*subject_pieces, *body_pieces),
        )


def render(
    plan: Plan,
    details: ContactDetails,
    encounter: Encounter,
    sender: Sender,
    *,
    templates_dirs: Sequence[Path],
    token: str,
    variant: int = 0,
) -> Letter:
    """Write the letter of a plan.

    Args:
        templates_dirs: From `template_dirs`; the first folder that has the file wins.
        variant: Which of the wordings to use; the same number gives the same text.
        token: Used in the Message-ID: unguessable, new for each draft (a UUID), unchanged for the same draft.
    Raises:
        TemplateError: The template is missing, does not parse, or uses an unknown name; with file and line.
    """
    return Wordings(plan, details, encounter, sender, templates_dirs=templates_dirs, token=token).letter(variant)


# Letters after one event share their event, and often their topic. Up to so many wordings are tried for one that is
# less alike than this to every other letter, and then up to _TRIES for one that the lint lets pass.
_SPREAD_TRIES, _SPREAD, _SPREAD_IN_FIRM = 12, 0.6, 0.5
_TRIES = 60


def write(
    plan: Plan,
    details: ContactDetails,
    encounter: Encounter,
    sender: Sender,
    *,
    templates_dirs: Sequence[Path],
    token: str,
    others: Sequence[OtherLetter],
    lint: LintSettings,
    variant: int | None = None,
) -> Letter:
    """Write the letter of a plan in a wording that is unlike every other letter; see `render`.

    The token decides which wording comes first, so that the same draft gets the same text. If every wording is too
    similar, the least similar one is used.

    Args:
        others: Letters of the last 90 days, to anybody.
        variant: Use only this wording.
    """
    first = int.from_bytes(hashlib.sha256(token.encode()).digest()[:2]) % _TRIES
    wordings = Wordings(plan, details, encounter, sender, templates_dirs=templates_dirs, token=token)
    if variant is not None:
        return wordings.letter(variant)
    limits = Limits(others, plan.recipient, lint)
    far = replace(
        lint,
        max_similarity=min(_SPREAD, lint.max_similarity),
        max_similarity_in_firm=min(_SPREAD_IN_FIRM, lint.max_similarity_in_firm),
    )
    apart = Limits(others, plan.recipient, far)
    best: tuple[float, Letter] | None = None
    for number in range(_TRIES):
        letter = wordings.letter((first + number) % _TRIES)
        excess = apart.excess(letter.body)
        if best is None or excess < best[0]:
            best = excess, letter
        if best[0] <= 0 or (number >= _SPREAD_TRIES and limits.excess(best[1].body) <= 0):
            break
    assert best is not None  # noqa: S101 - there is at least one try
    return best[1]


def message_id(token: str, sender: Sender) -> str:
    """Return the Message-ID (RFC 5322, 3.6.4) that a draft keeps; always the same for the same token and sender.

    Raises:
        ValueError: The token is under 8 or over 100 characters, or has other characters than letters, digits and "-".
    """
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"not a token for a Message-ID: {token!r}")
    domain = sender.email.rpartition("@")[2]
    return f"<{token}@{domain if _DOMAIN.fullmatch(domain) else _NO_DOMAIN}>"


def _find_piece(dirs: Sequence[Path], plan: Plan, name: str) -> Path | None:
    """Find a cadence's own text of a piece, else that of the cadence it takes texts from, else the shared one."""
    file = f"{name}.{plan.language}.txt.j2"
    own = find_template(dirs, plan.cadence, file, texts_from=plan.texts_from)
    return own or find_template(dirs, PIECES, file)


def _label(path: Path) -> str:
    """Return the name of a template in a letter's sources: its path from "email/" on."""
    return "/".join(path.parts[-3:])
