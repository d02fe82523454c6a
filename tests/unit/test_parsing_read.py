"""Whole cards from words: what is read, and that no page, however hostile, makes it fail. All people are invented."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import ContactDetails, FieldKind, Recommendation
from cardscan.reading.parsing import Hints, read
from cardscan.reading.parsing.evidence.lexicons import as_firm, fold, says_title
from cardscan.reading.parsing.lines.layout import lines_of

SIZE = (1050, 600)
CARD = [
    ("Finchgate Capital Ltd", 60, 40, 44),
    ("Noelle R. Whitlow, PhD", 60, 150, 36),
    ("Senior Software Engineer", 60, 200, 26),
    ("Phone: 01632 960123", 60, 300, 24),
    ("Mobile: 07700 900456", 60, 335, 24),
    ("n.whitlow@finchgate.example.com", 60, 370, 24),
    ("www.finchgate.example.com", 60, 405, 24),
    ("12 Harbour Street", 60, 470, 24),
    ("Norwich NR1 3QL", 60, 500, 24),
]


def page(rows: list[tuple[str, int, int, int]], *, reader: str = "tesseract") -> Page:
    """Rows (text, left, top, height px) as the words of one pass."""
    words = []
    for text, left, top, height in rows:
        for word in text.split():
            width = max(4, int(len(word) * height * 0.55))
            words.append(Word(word, Box(left, top, width, height), 0.95))
            left += width + int(height * 0.3)
    return Page("drawn", tuple(words), SIZE, reader)


def test_a_clean_card_is_read_whole() -> None:
    """Every property, in its normal form."""
    details = read([page(CARD)]).details
    assert details.name is not None
    assert (details.name.full, details.name.post_nominals) == ("Noelle R. Whitlow", ("PhD",))
    assert details.titles == ("Senior Software Engineer",)
    assert details.organization == "Finchgate Capital Ltd"
    assert [p.e164 for p in details.phones] == ["+441632960123", "+447700900456"]
    assert details.emails == ("n.whitlow@finchgate.example.com",)
    assert [a.postal_code for a in details.addresses] == ["NR1 3QL"]


def test_every_field_has_a_reason_and_stands_on_the_card() -> None:
    """Evidence for people, and a box within the card."""
    for field in read([page(CARD)]).fields:
        assert field.reasons, field.kind
        assert field.box is not None
        assert 0 <= field.box.left < field.box.right <= SIZE[0]
        assert 0 <= field.box.top < field.box.bottom <= SIZE[1]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_words_does_not_matter(seed: int) -> None:
    """Lines come from geometry alone."""
    whole = page(CARD)
    mixed = list(whole.words)
    random.Random(seed).shuffle(mixed)
    assert read([Page(whole.rendering_name, tuple(mixed), SIZE)]) == read([whole])


@pytest.mark.parametrize("pages", [[], [page([])], [page([]), page([], reader="neural")]])
def test_an_empty_card_gives_an_empty_reading(pages: list[Page]) -> None:
    """No words, no values, no recommendation."""
    reading = read(pages)
    assert (reading.details.empty, reading.fields, reading.text) == (True, (), ())
    assert reading.recommendation is Recommendation.NONE


def test_the_users_country_wins_over_the_evidence() -> None:
    """A hint is a decision."""
    assert read([page(CARD)]).country == "GB"
    assert read([page(CARD)], hints=Hints(country="us")).country == "US"


def test_a_second_pass_that_agrees_changes_no_value() -> None:
    """Two passes over one card are one card."""
    once, twice = read([page(CARD)]), read([page(CARD), page(CARD)])
    assert twice.details == once.details


def test_columns_are_not_glued() -> None:
    """A wide gap parts a row; narrow ones do not."""
    lines = lines_of(page([("Ada Example", 50, 100, 20), ("12 High Street", 600, 100, 20)]))
    assert [line.text for line in lines] == ["Ada Example", "12 High Street"]


def test_a_label_is_joined_to_its_value_over_a_gap() -> None:
    """ "Tel :" belongs to the number in its row."""
    lines = lines_of(page([("Tel :", 50, 100, 20), ("01632 960123", 180, 100, 20)]))
    assert [line.text for line in lines] == ["Tel : 01632 960123"]


def test_the_stamp_of_a_scanner_app_is_dropped() -> None:
    """It is no print of the card."""
    lines = lines_of(page([("Ada Example", 50, 100, 20), ("Scanned with CamScanner", 300, 570, 16)]))
    assert [line.text for line in lines] == ["Ada Example"]


ANY_WORD = st.builds(
    Word,
    st.text(min_size=1, max_size=40).filter(str.strip)
    | st.sampled_from(
        ["\u202emoc.x@a", "\x00\x07a", "a@", "@", "+" * 30, "0" * 60, "Dr.", "〒", "\ud800x", "Tel:", "|"]
    ),
    st.builds(Box, st.integers(-50, 1100), st.integers(-50, 650), st.integers(1, 1200), st.integers(1, 700)),
    st.floats(0, 1),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(ANY_WORD, max_size=25), max_size=3),
    st.sampled_from([None, "DE", "JP", "xx", ""]),
    st.sampled_from(["tesseract", "neural"]),
)
def test_no_words_make_it_fail(passes: list[list[Word]], country: str | None, reader: str) -> None:
    """Any text anywhere gives a reading whose values are values."""
    reading = read([Page("any", tuple(w), SIZE, reader) for w in passes], hints=Hints(country=country))
    assert all(f.value.strip() and f.kind in FieldKind for f in reading.fields)


@pytest.mark.parametrize(
    "text", ["word", "01632", "a@b.example", "Ltd", "x" * 5_000, "1-" * 2_000], ids=lambda t: t[:9]
)
def test_a_crowded_page_ends_in_time(text: str) -> None:
    """2,000 words, or few that are very long."""
    count = 2000 if len(text) < 100 else 20
    words = [Word(text, Box(i % 50 * 21, i // 50 * 15, 18, 12), 0.9) for i in range(count)]
    started = time.process_time()
    read([Page("crowded", tuple(words), SIZE)])
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize("word", ["vertriebsleiterin", "systemutvecklare", "ekonomichef", "営業担当", "部長", "대표"])
def test_a_compound_that_ends_in_a_job_is_a_title(word: str) -> None:
    """In languages that write jobs as one word no list holds them all."""
    assert says_title(fold(word))


def test_a_name_and_a_title_on_one_line_are_parted_even_if_no_list_knows_the_name() -> None:
    """A dash, a job behind it, and two words with capitals before it."""
    details = read([page([("Exampla Samplethali - Director", 60, 150, 36), *CARD[3:7]])]).details
    assert details.name is not None
    assert (details.name.full, details.titles) == ("Exampla Samplethali", ("Director",))


def test_a_street_and_its_town_far_below_are_one_address() -> None:
    """Where they are all there is of one; a list of towns stays as it is."""
    rows = [*CARD[:7], ("12 Harbour Street", 60, 470, 24), ("Norwich NR1 3QL", 60, 555, 24)]
    (address,) = read([page(rows)], hints=Hints(country="GB")).details.addresses
    assert (address.street, address.postal_code) == ("12 Harbour Street", "NR1 3QL")


def test_an_extension_is_no_address_and_a_degree_no_title() -> None:
    """Both have words and numbers as addresses and titles have them."""
    rows = [
        *CARD[:3],
        ("Bachelor of Business Administration", 60, 235, 26),
        ("Phone: 01632 960123 Extn. 128", 60, 300, 24),
    ]
    details = read([page(rows)], hints=Hints(country="GB")).details
    assert details.addresses == ()
    assert details.titles == ("Senior Software Engineer",)
    assert [phone.extension for phone in details.phones] == ["128"]


def test_a_remark_in_brackets_below_a_title_belongs_to_it() -> None:
    """ "Senior Consultant", and what for."""
    rows = [*CARD[:2], ("Senior Consultant", 60, 200, 26), ("(Traffic & Transportation)", 60, 230, 26), *CARD[3:7]]
    assert read([page(rows)]).details.titles == ("Senior Consultant (Traffic & Transportation)",)


def test_a_pass_that_glues_two_rows_brings_no_second_number() -> None:
    """The second reader is sure of both rows; what a Tesseract pass misread across them is no number of its own."""
    sure = page([("Opposite Harbour Yard", 60, 300, 24), ("01632 960 123", 60, 345, 24)], reader="neural")
    words = (Word("01632 960 128 Yard", Box(60, 300, 300, 69), 0.9),)
    glued = Page("drawn", words, SIZE, "tesseract")
    details = read([glued, sure], hints=Hints(country="GB", language=None)).details
    assert [p.e164 for p in details.phones] == ["+441632960123"]


def test_a_postal_code_misread_by_one_pass_is_no_number() -> None:
    """The label before it is gone in the misreading."""
    line = "Rua Exemplo, 283 Vila Modelo-CEP: 03564-040 Cidade-SP"
    sure = page([(line, 20, 300, 20)], reader="neural")
    other = page([("R 02564 940 S46 Cidae", 20, 300, 20)])
    assert read([other, sure], hints=Hints(country="BR", language=None)).details.phones == ()


def test_two_given_names_with_a_number_beside_each_are_two_persons() -> None:
    """Both are kept, neither as the other's family name."""
    rows = [
        ("Example Lawns", 60, 40, 60), ("ADA", 60, 200, 24), ("248 555 0176", 200, 200, 24), ("PETER", 60, 235, 24),
        ("734 555 0128", 200, 235, 24), ("6811 Harbour Road", 60, 300, 24), ("Clarkston, MI 48348", 60, 335, 24),
    ]  # fmt: skip
    details = read([page(rows, reader="neural")]).details
    assert details.name is not None
    assert {details.name.full, *details.other_names} == {"Ada", "Peter"}


def typed(*lines: str) -> ContactDetails:
    """Lines of one size, one below the other, read by the second reader."""
    rows = [(line, 60, 40 + 38 * number, 24) for number, line in enumerate(lines)]
    return read([page(rows, reader="neural")]).details


@pytest.mark.parametrize(
    "firm",
    ["Lang & Partner", "Schmidt und Partner", "Lang + Partner", "Weber u. Partner", "LANG & PARTNER",
     "Huber, Lang & Partner", "Weber, Klein und Partner", "Kanzlei Lang & Partner", "Lang & Partners",
     "Lang & Partner PartG mbB", "Lang Partner mbB", "Lang & Söhne", "Dupont et Associés", "Rossi e Associati",
     "García y Asociados", "Silva e Sócios", "Nowak i Wspólnicy", "Baker & Sons", "Baker & Co"],
)  # fmt: skip
@pytest.mark.parametrize("title", ["Rechtsanwältin", "Senior Partner"])
def test_a_firm_called_after_its_partners_is_the_organisation(firm: str, title: str) -> None:
    """ "Partner" is a title; behind a name and an "and" it is no person's."""
    details = typed("Petra Beispiel", title, firm, "p.beispiel@sample.example.org")
    assert (details.organization, details.titles) == (firm, (title,))
    assert details.name is not None
    assert details.name.full == "Petra Beispiel"


@pytest.mark.parametrize(
    "title",
    ["Founder & Partner", "CFO & Partner", "Geschäftsführerin und Partnerin", "Inhaberin & Partner",
     "Head of Tax & Partner", "Steuerberater & Partner", "Partner & Director", "Partner", "Managing Partner"],
)  # fmt: skip
def test_a_partner_beside_other_work_is_a_title(title: str) -> None:
    """What stands before "& Partner" says which of the two it is."""
    details = typed("Petra Beispiel", title, "Muster GmbH", "p.beispiel@muster.example.org")
    assert (details.organization, details.titles) == ("Muster GmbH", (title,))
    assert as_firm(title) == title


@pytest.mark.parametrize(
    ("line", "title", "degrees"),
    [
        ("Laura Beispiel, RN-BC", None, ("RN-BC",)),
        ("Laura Beispiel, MD/PhD", None, ("MD", "PhD")),
        ("Laura Beispiel, RN-BC, Nurse Manager", "Nurse Manager", ("RN-BC",)),
        ("Laura Beispiel, CEO/CFO", "CEO/CFO", ()),
        ("Laura Beispiel, VP-Sales", "VP-Sales", ()),
    ],
)
def test_a_line_with_a_name_gives_one_person_and_no_title_of_degrees(
    line: str, title: str | None, degrees: tuple[str, ...]
) -> None:
    """ "MD" may be a managing director; with a degree beside it it is one, too."""
    details = typed(line, "Lakeside Clinic", "p17@lakeside.example.com")
    assert details.name is not None
    assert (details.name.full, details.name.post_nominals) == ("Laura Beispiel", degrees)
    assert (details.titles, details.other_names, details.unassigned) == ((title,) if title else (), (), ())


def test_credentials_below_a_name_are_no_part_of_it() -> None:
    """The two lines are joined as if a comma stood between them."""
    details = typed("Laura Beispiel", "RN-BC", "Nurse", "Lakeside Clinic", "laura@lakeside.example.com")
    assert details.name is not None
    assert (details.name.full, details.name.post_nominals) == ("Laura Beispiel", ("RN-BC",))
