"""Mailboxes that a card breaks over two lines are one mailbox, and half of one is no web address. All are invented."""

from __future__ import annotations

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import CardReading, FieldKind, Recommendation
from cardscan.reading.parsing import read

HEIGHT, STEP = 24, 36
WHOLE = "lena.winter@nordwind-handel.example.com"


def typed(*lines: str, left: tuple[int, ...] = ()) -> CardReading:
    """Lines of one size below each other, the n-th at `left[n]` px, as the second reader reads them."""
    words = []
    for number, line in enumerate(lines):
        at = left[number] if number < len(left) else 60
        for word in line.split():
            width = max(4, int(len(word) * HEIGHT * 0.55))
            words.append(Word(word, Box(at, 60 + STEP * number, width, HEIGHT), 0.97))
            at += width + int(HEIGHT * 0.3)
    return read([Page("drawn", tuple(words), (1050, 600), "neural")])


@pytest.mark.parametrize("at", range(WHOLE.index("@"), len(WHOLE)))
def test_a_mailbox_broken_at_any_place_from_the_sign_on_is_one(at: int) -> None:
    """Before the sign, behind it, at a dot or hyphen, within a label, within the end."""
    details = typed("Lena Winter", "Beraterin", WHOLE[:at], WHOLE[at:], "Elbchaussee 2, 22765 Hamburg").details
    assert (details.emails, details.urls, details.unassigned) == ((WHOLE,), (), ())
    assert details.name is not None
    assert details.name.full == "Lena Winter"


@pytest.mark.parametrize(
    ("upper", "lower", "mailbox"),
    [
        ("lena.", "winter@example.com", "lena.winter@example.com"),
        ("lena", ".winter@example.com", "lena.winter@example.com"),
        ("lena_", "winter@example.com", "lena_winter@example.com"),
        ("lena-", "winter@example.com", "lena-winter@example.com"),
        ("E-Mail: lena.", "winter@example.com", "lena.winter@example.com"),
        ("E-Mail: lena.winter@", "example.com", "lena.winter@example.com"),
        ("E winter", "@example.com", "winter@example.com"),
        ("lena.winter@beispiel.", "de", "lena.winter@beispiel.de"),
        ("lena.winter@beispiel", ".nrw", "lena.winter@beispiel.nrw"),
        ("lena.winter@beispiel.co", ".uk", "lena.winter@beispiel.co.uk"),
        ("lena.winter@beispiel.co", "m", "lena.winter@beispiel.com"),
    ],
)
def test_a_mark_at_the_break_joins_two_lines(upper: str, lower: str, mailbox: str) -> None:
    """The upper line ends in it, or the lower one begins with it; a label stays out of the mailbox."""
    details = typed("Lena Winter", "Beraterin", upper, lower).details
    assert (details.emails, details.urls, details.unassigned) == ((mailbox,), (), ())


def test_a_hyphen_at_the_break_is_print_or_not_as_the_web_address_says() -> None:
    """Where the print is not followed it stays on offer; without another address the hyphen stays."""
    reading = typed("Lena Winter", "lena@beispiel-", "handel.de", "www.beispielhandel.de")
    (field,) = (field for field in reading.fields if field.kind is FieldKind.EMAIL)
    assert field.value == "lena@beispielhandel.de"
    assert [alternative.value for alternative in field.alternatives] == ["lena@beispiel-handel.de"]
    for others in (("www.beispiel-handel.de",), ()):
        assert typed("Lena Winter", "lena@beispiel-", "handel.de", *others).details.emails == (
            "lena@beispiel-handel.de",
        )


@pytest.mark.parametrize(
    ("lines", "emails", "urls"),
    [
        # The line below is an address of its own.
        (("lena@beispiel", "www.beispiel.de"), (), ("www.beispiel.de",)),
        (("lena@beispiel", "beispiel.de"), (), ("beispiel.de",)),
        (("lena@beispiel.de", "beispiel.de"), ("lena@beispiel.de",), ("beispiel.de",)),
        (("www.beispiel.co", "lena@beispiel.co", "m"), ("lena@beispiel.co",), ("www.beispiel.co",)),
        # A handle and a word before a mailbox are no parts of one.
        (("@beispiel", "beispiel.de"), (), ("beispiel.de",)),
        (("Twitter @beispiel", "beispiel.de"), (), ("beispiel.de",)),
        (("Vertrieb-", "leitung@beispiel.de"), ("leitung@beispiel.de",), ()),
        (("Elbchaussee 2 -", "winter@beispiel.de"), ("winter@beispiel.de",), ()),
    ],
)
def test_lines_that_stand_for_themselves_are_not_joined(
    lines: tuple[str, ...], emails: tuple[str, ...], urls: tuple[str, ...]
) -> None:
    """Nothing at the break shows a part of a mailbox, or the lower line is whole."""
    details = typed("Lena Winter", *lines).details
    assert (details.emails, details.urls) == (emails, urls)


def test_lines_beside_each_other_are_not_joined() -> None:
    """The end must stand right below the begin, not in another column or far down."""
    apart = typed("lena.winter@", "beispiel.de", left=(60, 700)).details
    far = typed("lena.winter@", "", "", "beispiel.de").details
    assert apart.emails == far.emails == ()
    assert apart.urls == far.urls == ("beispiel.de",)


def test_a_break_without_a_mark_is_doubtful_unless_the_web_address_agrees() -> None:
    """Two lines that might stand for themselves are looked at."""
    doubtful = typed("Lena Winter", "lena.winter@beispiel", "handel.de")
    sure = typed("Lena Winter", "lena.winter@beispiel", "handel.de", "www.beispielhandel.de")
    assert doubtful.details.emails == sure.details.emails == ("lena.winter@beispielhandel.de",)
    first, second = (next(f for f in r.fields if f.kind is FieldKind.EMAIL) for r in (doubtful, sure))
    assert first.confidence < 0.6 < second.confidence
    assert doubtful.recommendation is not Recommendation.STRONG
