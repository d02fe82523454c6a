"""The page of `cardscan explain`: hostile text stays text, and nothing is fetched."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.app.cli.explain_page import explain_page
from cardscan.model.explanation import Explanation, ShownCard, ShownPage, ShownPass, ShownProposal, StepPicture
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.model.photo import Code, Quality
from cardscan.model.reading import Alternative, CardReading, ContactDetails, Field, FieldKind

PICTURE = StepPicture(b"png", b"jpeg")


def explanation(text: str) -> Explanation:
    """One photo on which every text that comes from outside is `text`."""
    word = Word(text, Box(1, 1, 10, 10), 0.5)
    field = Field(FieldKind.NAME, text, text, 0.4, word.box, (text,), (Alternative(text, 0.2),))
    reading = CardReading(ContactDetails(unassigned=(text,)), (field,), country=text, language=text)
    quality = Quality(0.5, 0.1, 12.0, ("left",), (text,))
    done = ShownPass(text, "tesseract", PICTURE, PICTURE, (word,))
    card = ShownCard(
        (20, 10), 90, 0.8, (text,), quality, (Code(text, "text"),), PICTURE, PICTURE, (done,), reading
    )  # fmt: skip
    proposal = ShownProposal(1, 0.9, text, ((text, 1.5),), text)
    page = ShownPage(1, (100, 80), (proposal,), 7, PICTURE, PICTURE, (card,), text)
    return Explanation(text, text, text, (page, page))


class Seen(HTMLParser):
    """Collects the elements and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.shown = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_data(self, data: str) -> None:
        self.shown += data


PLAIN = Seen(explain_page(explanation("Ada")))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=http://evil.example/x onerror=alert(1)>',
        "</style></title></table><iframe src=//evil.example>",
        "a&lt;b <!-- ]]> -->",
        "\u202eexe.gpj\u0007\ud800",
    ],
)
def test_text_from_a_photo_never_becomes_markup(text: str) -> None:
    """The same elements with the same attributes come out, whatever stands on the card or in its file name."""
    page = explain_page(explanation(text))
    page.encode("utf-8")
    assert Seen(page).elements == PLAIN.elements
    assert "\u202e" not in page


@settings(deadline=None)  # a busy machine must not decide
@given(text=st.text(min_size=1, max_size=40).filter(str.strip))
def test_any_text_at_all_leaves_the_structure_as_it_is(text: str) -> None:
    """The same, for whatever Hypothesis thinks of."""
    assert Seen(explain_page(explanation(text))).elements == PLAIN.elements


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    """Every picture is inside; the page's own policy forbids the rest."""
    page = explain_page(explanation("Ada"))
    assert PLAIN.links
    assert all(link.startswith("data:image/jpeg;base64,") for link in PLAIN.links)
    assert "default-src 'none'" in page
    assert not {"script", "link", "iframe", "object", "form"} & {tag for tag, _ in PLAIN.elements}


def test_a_wrong_value_is_shown_with_its_evidence_and_what_else_it_could_be() -> None:
    """Value, reason, alternative, advice, code and doubtful word are all in the text of the page."""
    shown = Seen(explain_page(explanation("Quentin Example"))).shown
    assert shown.count("Quentin Example") > 12
    assert "Retake it" in shown
    assert "0.40" in shown
    assert "turned by 90 degrees" in shown
