"""Postal addresses of many countries: which lines belong together, and their parts. All places of work are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.model.geometry import Box
from cardscan.reading.parsing.addresses.address_codes import POSTAL_CODES, postal_code
from cardscan.reading.parsing.addresses.address_neighbours import with_neighbours
from cardscan.reading.parsing.addresses.address_parts import build, group
from cardscan.reading.parsing.evidence.features import Piece

# country, lines, street, town, region, postal code
# ruff: noqa: E501 - one address a line
ADDRESSES = [
    ("US", ["190 Juniper Blvd,", "Columbus, OH 43260"], "190 Juniper Blvd", "Columbus", "OH", "43260"),
    ("US", ["207 Alder Street", "Unit 5B", "Portland, OR 97222-1234"], "207 Alder Street, Unit 5B", "Portland", "OR", "97222-1234"),
    ("US", ["100 Main St, Austin, TX 787O1"], "100 Main St", "Austin", "TX", "78701"),
    ("CA", ["12 King St W", "Toronto, ON M5V 2T6"], "12 King St W", "Toronto", "ON", "M5V 2T6"),
    ("GB", ["12 Harbour Street", "Norwich NR1 3QL"], "12 Harbour Street", "Norwich", None, "NR1 3QL"),
    ("GB", ["4 Mill Lane", "Bath", "BA1 1AA"], "4 Mill Lane, Bath", "Bath", None, "BA1 1AA"),
    (None, ["Office: 12 High Street, Leeds LS1 4AB"], "12 High Street", "Leeds", None, "LS1 4AB"),
    ("DE", ["Musterstraße 12", "10115 Berlin"], "Musterstraße 12", "Berlin", None, "10115"),
    ("DE", ["Musterweg 3 · D-80331 München"], "Musterweg 3", "München", None, "80331"),
    ("DE", ["Musterstr. 5, 60311 Frankfurt am Main, Germany"], "Musterstr. 5", "Frankfurt am Main", None, "60311"),
    ("AT", ["Ringstraße 1, A-1010 Wien"], "Ringstraße 1", "Wien", None, "1010"),
    ("CH", ["Bahnhofstrasse 1", "8001 Zürich"], "Bahnhofstrasse 1", "Zürich", None, "8001"),
    ("FR", ["12 rue de l'Exemple", "75011 Paris"], "12 rue de l'Exemple", "Paris", None, "75011"),
    ("FR", ["5 avenue des Essais, 69003 Lyon Cedex 03"], "5 avenue des Essais", "Lyon", None, "69003"),
    ("ES", ["Calle Mayor 5, 2º A", "28013 Madrid"], "Calle Mayor 5, 2º A", "Madrid", None, "28013"),
    ("IT", ["Via Roma 12", "20121 Milano (MI)"], "Via Roma 12", "Milano", "MI", "20121"),
    ("BR", ["Rua das Flores, 123 - Centro", "São Paulo - SP, 01310-100"], "Rua das Flores, 123 - Centro", "São Paulo", "SP", "01310-100"),
    ("BR", ["Av. Exemplo, 45 - Curitiba/PR - CEP 80010-000"], "Av. Exemplo, 45", "Curitiba", "PR", "80010-000"),
    ("PT", ["Rua do Exemplo 5", "1100-148 Lisboa"], "Rua do Exemplo 5", "Lisboa", None, "1100-148"),
    ("IN", ["12, MG Road, Bengaluru 560001"], "12, MG Road", "Bengaluru", None, "560001"),
    ("IN", ["Plot 4, Sector 18, Gurugram - 122015, Haryana"], "Plot 4, Sector 18", "Gurugram", None, "122015"),
    ("IN", ["5-9-12 Abids, Hyderabad - 28"], "5-9-12 Abids", "Hyderabad", None, "28"),
    ("PL", ["ul. Przykładowa 5", "00-001 Warszawa"], "ul. Przykładowa 5", "Warszawa", None, "00-001"),
    ("CZ", ["Příkladná 5", "110 00 Praha 1"], "Příkladná 5", "Praha", None, "110 00"),
    ("SE", ["Exempelgatan 5", "111 22 Stockholm"], "Exempelgatan 5", "Stockholm", None, "111 22"),
    ("SE", ["Exempelgatan 5, SE-411 05 Göteborg"], "Exempelgatan 5", "Göteborg", None, "411 05"),
    ("DK", ["Eksempelvej 4", "2100 København Ø"], "Eksempelvej 4", "København Ø", None, "2100"),
    ("NO", ["Eksempelveien 4", "0150 Oslo"], "Eksempelveien 4", "Oslo", None, "0150"),
    ("FI", ["Esimerkkikatu 5", "00100 Helsinki"], "Esimerkkikatu 5", "Helsinki", None, "00100"),
    ("NL", ["Voorbeeldstraat 5", "1012 AB Amsterdam"], "Voorbeeldstraat 5", "Amsterdam", None, "1012 AB"),
    ("HU", ["Minta utca 5", "1051 Budapest"], "Minta utca 5", "Budapest", None, "1051"),
    ("JP", ["1-2-3 Marunouchi, Chiyoda-ku", "Tokyo 100-0005"], "1-2-3 Marunouchi, Chiyoda-ku", "Tokyo", None, "100-0005"),
    ("JP", ["3-4-5 Umeda, Kita-ku, Osaka 53O-OOO1"], "3-4-5 Umeda, Kita-ku", "Osaka", None, "530-0001"),
    ("AU", ["12 Example St", "Melbourne VIC 3000"], "12 Example St", "Melbourne", "VIC", "3000"),
    ("AU", ["Level 3, 5 Pitt Street, Sydney NSW 2000"], "Level 3, 5 Pitt Street", "Sydney", "NSW", "2000"),
    ("SG", ["12 Example Road #04-05", "Singapore 049213"], "12 Example Road #04-05", "Singapore", None, "049213"),
    ("KR", ["12 Teheran-ro, Gangnam-gu, Seoul 06236"], "12 Teheran-ro, Gangnam-gu", "Seoul", None, "06236"),
    ("TR", ["Örnek Cad. No: 5", "34000 İstanbul"], "Örnek Cad. No: 5", "İstanbul", None, "34000"),
    ("AU", ["Suite 8, 53 Example Terrace", "Fortitude", "Valley QLD 4006"], "Suite 8, 53 Example Terrace", "Fortitude Valley", "QLD", "4006"),
    ("ES", ["C/ del Ejemplo,", "4528013 Madrid"], "C/ del Ejemplo", "Madrid", None, "28013"),
    ("SE", ["Exempelgatan 5", "111 22 Stockholm Sverige"], "Exempelgatan 5", "Stockholm", None, "111 22"),
    ("IT", ["Via Esempio 3", "37100 Verona (VR) Italy"], "Via Esempio 3", "Verona", "VR", "37100"),
    ("IE", ["5 Example Quay, Dublin 2"], "5 Example Quay", "Dublin", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("country", "lines", "street", "city", "region", "code"), ADDRESSES)
def test_an_address_falls_into_its_parts(
    country: str | None, lines: list[str], street: str, city: str, region: str | None, code: str | None
) -> None:
    """Street, town, region and postal code, each where that country writes it."""
    found = build(lines, country)
    assert (found.street, found.city, found.region, found.postal_code) == (street, city, region, code)
    assert found.country == country


def test_the_printed_address_joins_its_lines_without_label_and_stray_commas() -> None:
    """What stands on the card, on one line."""
    found = build(["Regd. Office : 12, High Street,", ", Leeds ,", "LS1 4AB."], "GB")
    assert found.printed == "12, High Street, Leeds, LS1 4AB."


@pytest.mark.parametrize("text", ["Plot 560001", "Suite 12345", "Sector 110 019"])
def test_a_number_with_another_name_is_no_postal_code(text: str) -> None:
    """Plots and suites have numbers, too."""
    assert postal_code(text, None) is None


def pieces_at(*texts_and_places: tuple[str, int, int], beside: str = "") -> list[Piece]:
    """Pieces (text, left, top), 20 px high."""
    kinds = frozenset([beside] if beside else [])
    return [
        Piece(text, Box(left, top, 10 * len(text) + 1, 20), 0.9, number, beside=kinds)
        for number, (text, left, top) in enumerate(texts_and_places)
    ]


def test_lines_below_each_other_are_one_address() -> None:
    """In reading order, up to a gap."""
    pieces = pieces_at(("12 High Street", 50, 300), ("Quay House", 50, 325), ("Leeds LS1 4AB", 50, 350))
    assert group(pieces, range(3), "GB") == [(0, 1, 2)]


def test_a_second_postal_code_begins_another_address() -> None:
    """Two offices under each other are two addresses."""
    pieces = pieces_at(("12 High Street", 50, 300), ("Leeds LS1 4AB", 50, 325), ("4 Mill Lane, Bath BA1 1AA", 50, 350))
    assert group(pieces, range(3), "GB") == [(0, 1), (2,)]


def test_columns_are_two_addresses() -> None:
    """Far apart in one row is not one address."""
    pieces = pieces_at(
        ("12 High Street", 50, 300), ("4 Mill Lane", 700, 300), ("Leeds LS1 4AB", 50, 325), ("Bath BA1 1AA", 700, 325)
    )
    assert group(pieces, range(4), "GB") == [(0, 2), (1, 3)]


def test_a_label_of_another_place_begins_another_address() -> None:
    """The home under the office."""
    pieces = pieces_at(("12 MG Road, Pune", 50, 300), ("Resi.: 4 Lake View, Pune", 50, 325))
    assert group(pieces, range(2), "IN") == [(0,), (1,)]


def test_branches_with_telephones_of_their_own_are_addresses_of_their_own() -> None:
    """A list of branches, one a line."""
    pieces = pieces_at(("12 Harbour Street", 50, 300), ("4 Mill Lane", 50, 325), beside="phone")
    assert group(pieces, range(2), "GB") == [(0,), (1,)]


def test_a_room_under_its_street_is_of_the_same_address() -> None:
    """ "Office 807" is a room, "Office: 12 High Street" another place."""
    pieces = pieces_at(
        ("158, Lotus Chambers, Station Road", 50, 300), ("Office 807", 50, 325), ("Mumbai - 400023", 50, 350)
    )
    assert group(pieces, range(3), "IN") == [(0, 1, 2)]


def test_a_post_box_under_a_whole_address_is_one_of_its_own() -> None:
    """With the town and code that follow it."""
    texts = ("John Street", "Hawthorn VIC 3122", "PO Box 21 Hawthorn", "VIC 3122")
    pieces = pieces_at(*((text, 50, 300 + 25 * k) for k, text in enumerate(texts)))
    assert group(pieces, range(4), "AU") == [(0, 1), (2, 3)]


def test_a_house_number_of_five_digits_is_no_postal_code() -> None:
    """ "Address: 18011 High Road" goes on with its town."""
    pieces = pieces_at(("Address: 18011 High Road", 50, 300), ("Justin, TX 76247", 60, 325))
    assert group(pieces, range(2), "US") == [(0, 1)]


@pytest.mark.parametrize(
    ("country", "texts", "likely", "expected"),
    [
        ("AU", ["Unit 5, 197 Example Road", "Fortitude", "Valley QLD 4006"], [0], [0, 1, 2]),
        ("BR", ["Av. Exemplo, 129", "São Paulo - SP - CEP 01310-100", "Brasil"], [0], [0, 1, 2]),
        ("SE", ["Åsgatan 80", "114 50 Stockholm"], [1], [0, 1]),
        ("ES", ["C/ del Ejemplo", "45 - 28013 Madrid"], [1], [0, 1]),
        ("IN", ["Opp: City Mall", "Ameerpet, Hyderabad - 500016"], [1], [0, 1]),
        ("GB", ["Ideas with an edge", "12 High Street", "Leeds LS1 4AB", "Ada Example"], [1, 2], [1, 2]),
        ("GB", ["Leeds LS1 4AB"], [], []),
    ],
)
def test_what_can_be_nothing_else_joins_its_address(
    country: str, texts: list[str], likely: list[int], expected: list[int]
) -> None:
    """By its form, and by standing right above or below a line of the address; a slogan and a name do not."""
    pieces = pieces_at(*((text, 50, 300 + 25 * k) for k, text in enumerate(texts)))
    assert with_neighbours(likely, pieces, set(range(len(texts))), country) == expected


def test_a_part_of_the_row_of_a_street_joins_it() -> None:
    """ "Plan 4" behind a bullet: its line is the street's."""
    row = [
        Piece(text, Box(left, 300, 120, 20), 0.9, 0, parts=2) for text, left in (("Åsgatan 80", 50), ("Plan 4", 300))
    ]
    town = Piece("114 50 Stockholm", Box(50, 325, 160, 20), 0.9, 1)
    assert with_neighbours([2], [*row, town], {0, 1, 2}, "SE") == [0, 1, 2]


@given(
    st.lists(st.tuples(st.text(max_size=30), st.integers(0, 900), st.integers(0, 500)), max_size=12),
    st.sampled_from([None, *POSTAL_CODES]),
)
def test_every_piece_is_in_exactly_one_address(places: list[tuple[str, int, int]], country: str | None) -> None:
    """Whatever the lines say and wherever they stand."""
    pieces = pieces_at(*places)
    groups = group(pieces, range(len(pieces)), country)
    assert sorted(i for g in groups for i in g) == list(range(len(pieces)))


@given(st.lists(st.text(max_size=60), max_size=6), st.sampled_from([None, "xx", *POSTAL_CODES]))
def test_no_text_makes_it_fail(texts: list[str], country: str | None) -> None:
    """Every part is a stretch of text or None."""
    found = build(texts, country)
    for part in (found.street, found.city, found.region, found.postal_code):
        assert part is None or part.strip()


@pytest.mark.parametrize("text", ["1" * 20_000, "O0" * 10_000, "Dublin " * 3_000, "- " * 10_000, "A1 " * 6_000])
def test_a_hostile_line_takes_no_time(text: str) -> None:
    """The patterns do not explode on repetitions."""
    build([text], None)
