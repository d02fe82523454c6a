"""Write the steps of one photo as one HTML page that fetches nothing, runs nothing and escapes all text."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from html import escape

from cardscan import __version__
from cardscan.model.explanation import Explanation, ShownCard, ShownPage, ShownPass, ShownProposal, StepPicture
from cardscan.model.plaintext import one_line

# Marks a page as ours, so that only our own files are ever replaced.
GENERATOR = '<meta name="generator" content="cardscan explain">'
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 1240px; padding: 1rem; color: #1c1c1c }
h2 { border-top: 3px solid #009e73; margin-top: 2.5rem; padding-top: .6rem } h3 { margin: 1.6rem 0 .4rem }
img { max-width: 100%; max-height: 36rem; border: 1px solid #bbb } figure { margin: 0 } figcaption { color: #555 }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem; align-items: start }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .2rem .6rem;
border-bottom: 1px solid #ddd; overflow-wrap: break-word } th { font-weight: 600 }
.n { font-variant-numeric: tabular-nums }
.sure { color: #00694d } .fair { color: #8a5a00 } .doubt { color: #b33f00; font-weight: 600 }
.words span { display: inline-block; margin: 0 .5rem .2rem 0 } .note { background: #fff4d6; padding: .4rem .7rem }
summary { cursor: pointer; font-weight: 600 } code { overflow-wrap: anywhere }
"""


def explain_page(explanation: Explanation) -> str:
    """Return the whole page.

    Args:
        explanation: Its texts come from a photo and are not trusted.
    """
    name = _text(explanation.name)
    body = [
        f"<h1>{name}</h1>",
        f"<p>Read by {_text(explanation.engine)}, cardscan {_text(__version__)}. SHA-256 "
        f"<code>{_text(explanation.sha256)}</code></p>",
    ]
    for page in explanation.pages:
        body += _page(page, several=len(explanation.pages) > 1)
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            GENERATOR,
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{name}: how it was read</title><style>{_STYLE}</style></head><body>",
            *body,
            "</body></html>\n",
        ]
    )


def _page(page: ShownPage, *, several: bool) -> Iterator[str]:
    if several:
        yield f"<h2>Page {page.number}</h2>"
    yield "<h2>Where the cards are</h2>"
    if page.reason:
        yield f'<p class="note">No card: {_text(page.reason)}</p>'
    yield '<div class="pair">'
    yield _figure(
        page.chosen, f"What is read, on {page.size[0]} x {page.size[1]} px. A dot marks a card's own top-left."
    )
    yield _figure(page.outlines, f"The best of {page.considered} outlines that were compared; green ones are chosen.")
    yield "</div>"
    if page.proposals:
        yield "<h3>Outlines and why</h3>"
        rows = (_proposal(proposal) for proposal in page.proposals)
        yield _table(("#", "Score", "What became of it", "Reasons, strongest first", "Found by"), rows)
    for number, card in enumerate(page.cards, start=1):
        yield from _card(number, card)


def _proposal(proposal: ShownProposal) -> tuple[str, ...]:
    reasons = ", ".join(f"{_text(name)} {value:+.1f}" for name, value in proposal.reasons if abs(value) >= 0.05)
    return str(proposal.number), _share(proposal.score), _text(proposal.fate), reasons, _text(proposal.source)


def _card(number: int, card: ShownCard) -> Iterator[str]:
    reading = card.reading
    yield f"<h2>Card {number}</h2>"
    turned = f", turned by {card.orientation} degrees" if card.orientation else ""
    facts = [f"recommendation <b>{_text(reading.recommendation.value)}</b>"]
    facts += [
        f"{name} {_text(value)}"
        for name, value in (("country", reading.country), ("language", reading.language))
        if value
    ]
    yield f"<p>{card.size[0]} x {card.size[1]} px{turned}; {', '.join(facts)}.</p>"
    if card.quality:
        quality = card.quality
        yield (
            f"<p>Sharpness {quality.sharpness:.2f} of 1, glare over text {quality.glare_share:.1%}, "
            f"smallest text {quality.text_height_px:.0f} px high on the photo.</p>"
        )
        if quality.advice:
            yield f'<p class="note">Retake it: {_text(", ".join(quality.advice))}</p>'
    yield '<div class="pair">'
    yield _figure(card.flat, "The card, flat and upright")
    yield _figure(card.fields, "Where the fields stand; the numbers are those of the table")
    yield "</div><h3>Fields and their evidence</h3>"
    rows = []
    for index, field in enumerate(reading.fields, start=1):
        others = ", ".join(f"{_text(other.value)} ({_share(other.confidence)})" for other in field.alternatives)
        rows.append(
            (
                str(index),
                _text(field.kind.value),
                f"<b>{_text(field.value)}</b>",
                _text(field.raw),
                _graded(field.confidence, _share(field.confidence)),
                _text("; ".join(field.reasons)),
                others,
            )
        )
    yield _table(("#", "Field", "Value", "As read", "Confidence", "Because", "Or else"), rows)
    if reading.details.unassigned:
        yield "<h3>Lines that no field took</h3><p>" + "<br>".join(map(_text, reading.details.unassigned)) + "</p>"
    if card.codes:
        yield "<h3>Codes</h3>"
        yield _table(
            ("Kind", "Content"), ((_text(code.kind), f"<code>{_text(code.payload)}</code>") for code in card.codes)
        )
    for index, done in enumerate(card.passes, start=1):
        yield from _pass(index, done)


def _pass(number: int, done: ShownPass) -> Iterator[str]:
    yield f"<h3>Pass {number}: {_text(done.reader)}, {_text(done.rendering_name)}, {len(done.words)} words</h3>"
    yield '<div class="pair">'
    yield _figure(done.rendering, "What the reader got")
    yield _figure(done.boxes, "The words; green is sure, orange fair, red doubtful")
    yield "</div><details><summary>The words and their confidences</summary><p class='words'>"
    yield " ".join(
        _graded(word.confidence, f"{_text(word.text)} <small>{word.confidence:.0%}</small>") for word in done.words
    )
    yield "</p></details>"


def _figure(picture: StepPicture, caption: str) -> str:
    data = base64.b64encode(picture.jpeg).decode("ascii")
    return (
        f'<figure><img alt="{escape(caption)}" src="data:image/jpeg;base64,{data}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return an HTML table; the cells are already HTML."""
    lines = ["<table><tr>" + "".join(f"<th>{escape(name)}</th>" for name in header) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    return "".join([*lines, "</table>"])


def _graded(confidence: float, html: str) -> str:
    grade = "sure" if confidence >= 0.9 else "fair" if confidence >= 0.6 else "doubt"
    return f'<span class="{grade}">{html}</span>'


def _share(value: float) -> str:
    return f'<span class="n">{value:.2f}</span>'


def _text(text: str) -> str:
    return escape(one_line(text, 4_000))
