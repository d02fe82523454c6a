"""Turn the pages of words of one card into its reading; `read` is the function that the pipeline calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardscan.model.page import Page, ReaderKind
from cardscan.model.photo import Code
from cardscan.model.reading import CardReading
from cardscan.reading.parsing.card_values import CardValues, find_values
from cardscan.reading.parsing.countries.country import country_of
from cardscan.reading.parsing.evidence.agreement import domain_label
from cardscan.reading.parsing.evidence.features import CardContext
from cardscan.reading.parsing.evidence.labeller import label_pieces
from cardscan.reading.parsing.lines.fusion import fuse
from cardscan.reading.parsing.lines.kanji_forms import in_forms_of_japan
from cardscan.reading.parsing.pieces import cut
from cardscan.reading.parsing.resolving.code_evidence import code_says, heed
from cardscan.reading.parsing.resolving.confidence import recommend
from cardscan.reading.parsing.resolving.fields import build
from cardscan.reading.parsing.resolving.resolve import resolve


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known before the card is read.

    Attributes:
        country: ISO 3166-1 alpha-2 that the user set; only a card that surely is from elsewhere overrules it.
        language: ISO 639-1 that the user set.
    """

    country: str | None = None
    language: str | None = None


def read(pages: Sequence[Page], *, codes: Sequence[Code] = (), hints: Hints | None = None) -> CardReading:
    """Read a card from the words of one or more passes.

    It never raises on any text. An empty card gives an empty reading.
    """
    lines = fuse(pages)
    country, language = country_of([line.text for line in lines], hint=hints.country if hints else None)
    if country == "JP":
        lines = fuse(in_forms_of_japan(pages))
    values = find_values(lines, country)
    context = context_of(values, pages[0].size if pages else (1, 1))
    pieces = cut(values.lines, values.spans)
    resolved = resolve(pieces, label_pieces(pieces, context), context, country)
    heed(values, resolved, code_says(codes, country), country)
    details, fields, _ = build(values, resolved, country)
    return CardReading(
        details=details,
        fields=tuple(fields),
        country=country,
        language=(hints.language if hints else None) or language,
        recommendation=recommend(details, fields, second_reader=any(page.reader == ReaderKind.LINES for page in pages)),
        codes=tuple(codes),
        text=tuple(line.text for line in values.lines),
    )


def _as_printed(mailbox: str) -> tuple[str, ...]:
    """Return a mailbox as read, and with an ambiguous first stroke (i, l or 1) read as the other letter."""
    other = {"i": "l", "1": "l", "l": "i"}.get(mailbox[:1])
    return (mailbox, other + mailbox[1:]) if other else (mailbox,)


def context_of(values: CardValues, size: tuple[int, int]) -> CardContext:
    """Return what pieces are compared with: the card's own addresses."""
    emails = [located.found.value for located in values.emails]
    hosts = [email.partition("@")[2] for email in emails]
    hosts += [located.found.value.split("/")[0] for located in values.urls]
    boxes = [
        (kind, values.lines[located.line].box)
        for kind, group in (("phone", values.phones), ("email", values.emails), ("url", values.urls))
        for located in group
    ]
    return CardContext(
        size=size,
        mailboxes=tuple(box for email in emails for box in _as_printed(email.partition("@")[0])),
        domains=tuple(dict.fromkeys(label for host in hosts if (label := domain_label(host)))),
        values=tuple(boxes),
    )
