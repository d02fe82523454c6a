"""Renders a planned letter from its template. Card text, notes and the template itself are untrusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cardscan.errors import TemplateError
from cardscan.followup.cadence import find_template
from cardscan.followup.plan import Plan
from cardscan.followup.sandbox import MAX_TEMPLATE_CHARS
from cardscan.followup.sandbox import render as render_piece
from cardscan.followup.wording import letter_values
from cardscan.model.draft import Letter, Sender
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails

# RFC 5322 allows 998 characters a line; mail programs show some 70.
MAX_SUBJECT_CHARS = 150
_SUBJECT_LINE = re.compile(r"Subject:[ \t]*(?P<subject>\S.*)")
# Where the sender gives no domain of their own; ".invalid" belongs to nobody (RFC 2606).
_NO_DOMAIN = "cardscan.invalid"
_DOMAIN = re.compile(r"(?=.{1,200}$)[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*)+")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,99}")


def render(
    plan: Plan,
    details: ContactDetails,
    encounter: Encounter,
    sender: Sender,
    *,
    templates_dirs: Sequence[Path],
    token: str,
) -> Letter:
    """Write the letter of a plan.

    Args:
        templates_dirs: From `template_dirs`; the first folder that has the file wins.
        token: Makes the Message-ID: unguessable, a new one for each draft (a UUID), the same for the same draft.
    Raises:
        TemplateError: The template is missing, does not parse, or asks for what is not there; with file and line.
    """
    file = f"{plan.template}.{plan.language}.txt.j2"
    path = find_template(templates_dirs, plan.cadence, file, texts_from=plan.texts_from)
    if path is None:
        raise TemplateError(f"email/{plan.cadence}/{file}: no such template; add it to your template folder")
    subject_source, body_source, body_line = _split(path)
    values = letter_values(plan, details, encounter, sender)
    subject = one_line(render_piece(subject_source, file=str(path), first_line=1, values=values), MAX_SUBJECT_CHARS)
    body = _tidy(render_piece(body_source, file=str(path), first_line=body_line, values=values))
    if not subject or not body:
        raise TemplateError(f"{path}: the {'body' if subject else 'subject'} renders to nothing; write a text for it")
    return Letter(
        recipient=plan.recipient,
        recipient_name=str(values["name"]),
        subject=subject,
        body=body,
        cadence=plan.cadence,
        step=plan.step,
        due=plan.due,
        language=plan.language,
        message_id=message_id(token, sender),
    )


def message_id(token: str, sender: Sender) -> str:
    """The Message-ID (RFC 5322, 3.6.4) that stays with a draft from here on; the same for the same token and sender.

    Raises:
        ValueError: The token is under 8 characters or not of letters, digits and "-".
    """
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"not a token for a Message-ID: {token!r}")
    domain = sender.email.rpartition("@")[2]
    return f"<{token}@{domain if _DOMAIN.fullmatch(domain) else _NO_DOMAIN}>"


def _split(path: Path) -> tuple[str, str, int]:
    """Subject and body of a template file, and the line on which the body begins."""
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
    first, _, rest = text.replace("\r\n", "\n").partition("\n")
    match = _SUBJECT_LINE.fullmatch(first)
    if match is None or not rest.startswith("\n"):
        raise TemplateError(f'{path}, line 1: begins with "Subject: ..." and an empty line, then the body')
    return match["subject"], rest[1:], 3


def _tidy(text: str) -> str:
    """The body without the gaps that left-out sentences leave; one line end at its end."""
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))  # a no-break space stays
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n" if text.strip() else ""
