"""Lines that belong to the value beside them, tried on whole cards. All people and firms are invented."""

from __future__ import annotations

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import ContactDetails
from cardscan.reading.parsing import read
from cardscan.reading.parsing.addresses.address_lines import is_room
from cardscan.reading.parsing.lines.fusion import fuse
from cardscan.reading.parsing.names.legal_forms import is_legal_form, names_firm
from cardscan.reading.parsing.pieces import cut
from cardscan.reading.parsing.resolving.joined_lines import names_department


def details(*rows: str | tuple[str, int], reader: str = "tesseract") -> ContactDetails:
    """A card of rows below each other, all 30 px high or as given, and one blank line before each empty text."""
    words, top = [], 30
    for row in rows:
        text, height = row if isinstance(row, tuple) else (row, 30)
        left = 50
        for word in text.split():
            width = max(4, int(len(word) * height * 0.55))
            words.append(Word(word, Box(left, top, width, height), 0.95))
            left += width + height // 3
        top += height + 10 if text else 40
    return read([Page("drawn", tuple(words), (1050, top + 30), reader)]).details


CONTACT = ("", "Tel. +49 30 23125 101", "info@example.de", "www.example.de")


def test_a_line_of_known_names_is_offered_where_nothing_else_may_be_one() -> None:
    """Below the address, where no name stands otherwise: with little confidence."""
    rows = (
        "SAMPLE ASSOCIATES",
        "",
        "12 High Street",
        "Leeds LS1 4AB",
        "www.example.com",
        "",
        ("Lucy Anna Fernandes", 44),
    )
    found = details(*rows)
    assert found.name is not None
    assert found.name.full == "Lucy Anna Fernandes"


@pytest.mark.parametrize("honorific", ["Dipl.-Kfm.", "Prof. Dr.", "Dr.-Ing."])
def test_a_title_of_honour_above_a_name_belongs_to_it(honorific: str) -> None:
    """It is no job."""
    found = details("Musterwerk GmbH", "", honorific, ("Ada Mustermann", 30), "Geschäftsführerin", *CONTACT)
    assert found.name is not None
    assert (found.name.full, found.name.honorific) == (f"{honorific} Ada Mustermann", honorific)
    assert found.titles == ("Geschäftsführerin",)


def test_a_given_name_behind_its_title_of_honour_is_the_first_half_of_a_name() -> None:
    """The second half alone looks like a whole name."""
    found = details("Amostra Ltda.", "", "Eng. BEATRIZ", "TAVARES LIMA", "", "Rua das Amostras, 108", "Curitiba - PR")
    assert found.name is not None
    assert found.name.full == "Eng. Beatriz Tavares Lima"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Przykład Technologie", "Sp. z o.o."),
        ("Muster Druckhaus UG", "(haftungsbeschränkt)"),
        ("Sample Works", "Pvt. Ltd."),
        ("Przykład Nowa", "Transport Sp. k."),
    ],
)
def test_a_legal_form_below_a_firm_belongs_to_it(first: str, second: str) -> None:
    """It is the last part of its name."""
    found = details(first, second, "", ("Anna Nowak", 34), "Manager", *CONTACT)
    assert found.organization == f"{first} {second}"


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        ("SPECJALISTA", "DS. SPRZEDAŻY", "SPECJALISTA DS. SPRZEDAŻY"),
        ("DEPUTY GENERAL", "MANAGER", "DEPUTY GENERAL MANAGER"),
    ],
)
def test_a_title_broken_over_two_lines_is_one(upper: str, lower: str, whole: str) -> None:
    """The second line begins in the middle, or the first names no work."""
    found = details(("Anna Nowak", 36), upper, lower, "", "Sample Works Ltd", *CONTACT)
    assert found.titles == (whole,)


def test_two_titles_below_each_other_stay_two() -> None:
    """Each names work by itself."""
    found = details(("Anna Nowak", 36), "Managing Director", "Head of Sales", "", "Sample Works Ltd", *CONTACT)
    assert found.titles == ("Managing Director", "Head of Sales")


def test_a_department_broken_over_two_lines_is_one() -> None:
    """ "Direction des" wants to know of what."""
    found = details(
        ("Anne Exemple", 36), "Gérante", "Direction des", "ressources humaines", "", "Exemple SARL", *CONTACT
    )
    assert found.departments == ("Direction des ressources humaines",)


@pytest.mark.parametrize(
    "text", ["Direzione Commerciale", "Biuro Zarządu", "Área de Innovación", "Lehrstuhl für Physik"]
)
def test_the_word_for_a_department_makes_one(text: str) -> None:
    """Whatever follows says which."""
    found = details(("Anna Nowak", 36), "Manager", text, "", "Sample Works Ltd", *CONTACT)
    assert found.departments == (text,)
    assert found.titles == ("Manager",)


@pytest.mark.parametrize("text", ["Area Manager", "Service Director", "Pole", "Anna Biuro"])
def test_a_word_that_also_begins_titles_makes_no_department_of_them(text: str) -> None:
    """Nor does one word, nor a head that stands last."""
    assert not names_department(text)


@pytest.mark.parametrize("firm", ["Service Plus GmbH", "Biuro Nowak Sp. z o.o.", "Area Design GmbH"])
def test_a_firm_that_begins_with_the_word_for_a_department_stays_the_firm(firm: str) -> None:
    """What reads like an organisation, or carries a legal form, is one."""
    found = details((firm, 50), "", ("Anna Nowak", 36), "Manager", *CONTACT)
    assert (found.organization, found.departments) == (firm, ())


@pytest.mark.parametrize(
    "text", ["Quality Assurance Group", "Client Services", "Customer Success", "Commercial Property"]
)
def test_a_line_of_nothing_but_fields_of_work_is_a_department_and_no_title(text: str) -> None:
    """Some of its words stand in firms' names and titles, too."""
    found = details(("Ada Sampleton", 40), text, "General Manager", "", "Sample Optical Ltd", *CONTACT)
    assert (found.departments, found.titles) == ((text,), ("General Manager",))


@pytest.mark.parametrize("title", ["Managing Director B.E. Civil", "Managing Director, M.Tech. (Structures)"])
def test_a_degree_behind_a_title_is_left_out(title: str) -> None:
    """It says nothing of the work."""
    assert details(("Ada Sampleton", 40), title, "", "Sample Works Ltd", *CONTACT).titles == ("Managing Director",)


def test_a_second_line_that_the_domain_spells_is_of_the_firm_though_it_reads_like_a_title() -> None:
    """Titles take what the firm has left."""
    found = details("Musterwald", "Conseil", "", ("Ada Beispiel", 40), "Gérante", "", "www.musterwaldconseil.fr")
    assert found.organization == "Musterwald Conseil"
    assert found.titles == ("Gérante",)


@pytest.mark.parametrize(
    ("given", "family"),
    [("Dr. Tomás Andrés", "de la Muestra Ruiz"), ("Avv. Tommaso", "Esempio Ferri"), ("dr Agnieszka", "Wzorowska")],
)
def test_a_given_name_behind_an_honorific_goes_on_with_the_family_name_below(given: str, family: str) -> None:
    """Both are set alike."""
    found = details((given, 44), (family, 44), ("Manager", 26), "", "Sample Works Ltd", *CONTACT)
    assert found.name is not None
    assert found.name.full == f"{given} {family}"


def test_a_line_of_fields_between_name_and_title_is_a_department() -> None:
    """Nothing else explains it; beside others on one line it is an offer."""
    rows = (("Anna Nowak", 36), "Supply Chain", "Account Executive", "", "Sample Works Ltd", *CONTACT)
    assert details(*rows).departments == ("Supply Chain",)


@pytest.mark.parametrize("text", ["Since 1987", "Est. 1961", "Sedan 1948", "Rok założenia 1991"])
def test_the_year_of_a_foundation_is_no_address(text: str) -> None:
    """It has a word and a number like a street."""
    found = details("Sample Works Ltd", text, "", ("Anna Nowak", 36), "Manager", *CONTACT, "", "12 High Street")
    assert text not in [address.printed for address in found.addresses]


def test_a_room_on_a_line_of_its_own_is_part_of_the_address() -> None:
    """And no department."""
    found = details(("Anna Nowak", 36), "Manager", "", "Unit 8", "10 Bridge Street", "Bristol BS1 8TA", "", *CONTACT)
    assert [address.printed for address in found.addresses] == ["Unit 8, 10 Bridge Street, Bristol BS1 8TA"]
    assert found.departments == ()


def test_accents_that_another_line_writes_come_back() -> None:
    """Capitals lose theirs in small print; the firm of the same name has them."""
    found = details("Gąsiorek Transport", "", ("ANNA GASIOREK", 36), "Manager", "", "anna@example.pl")
    assert found.name is not None
    assert (found.name.full, found.name.family) == ("Anna Gąsiorek", "Gąsiorek")


def test_a_firm_is_no_second_person() -> None:
    """A family name with its legal form is a firm, however much it looks like a name."""
    found = details("Casanova S.L.", "", ("Nuria Casanova", 36), "Jefa de compras", "", "nuria@example.es")
    assert found.organization == "Casanova S.L."
    assert found.other_names == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Sp. z o.o.", True), ("GmbH & Co. KG", True), ("S. L. U.", True), ("Sample Ltd", False), ("", False)],
)
def test_a_legal_form_alone_is_told_from_a_firm_with_one(text: str, expected: bool) -> None:
    """With full stops, gaps and brackets."""
    assert is_legal_form(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Ada Example PA", False), ("Ada Example MA", False), ("Example S.L.", True)]
)
def test_letters_behind_a_name_make_no_firm(text: str, expected: bool) -> None:
    """Degrees and posts look like legal forms."""
    assert names_firm(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Unit 8", True), ("3rd Unit", False), ("Suite", False), ("Bâtiment 4", True)]
)
def test_a_room_has_a_number_behind_it(text: str, expected: bool) -> None:
    """In several languages."""
    assert is_room(text) is expected


def test_characters_of_a_japanese_card_are_japans() -> None:
    """The reader was trained on Chinese text; old forms in names stay."""
    found = details("株式会社サンプル", "", ("渡邊 花子", 40), "营業担当", "", "03-5550-0101", reader="neural")
    assert found.titles == ("営業担当",)
    assert found.name is not None
    assert "渡邊" in found.name.full


def test_a_name_behind_a_number_and_a_stroke_is_a_piece_of_its_own() -> None:
    """And what has no number before it stays whole."""
    from_number, whole = (
        [piece.text for piece in cut(fuse([Page("drawn", words_of(text), (1050, 600), "neural")]), [[]])]
        for text in ("ID 45*8*1214 / Valda", "Sales / Marketing")
    )
    assert (from_number, whole) == (["ID 45*8*1214", "Valda"], ["Sales / Marketing"])


def words_of(text: str) -> tuple[Word, ...]:
    """The words of one line."""
    words, left = [], 50
    for word in text.split():
        words.append(Word(word, Box(left, 50, 12 * len(word), 30), 0.95))
        left += 12 * len(word) + 10
    return tuple(words)
