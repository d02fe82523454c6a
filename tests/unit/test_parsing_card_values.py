"""Values of whole cards: what stands beside a value on the card decides how it is read. All people are invented."""

from __future__ import annotations

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import CardReading, FieldKind, PhoneType
from cardscan.reading.parsing import read

HEIGHT = 24
Row = tuple[str, int, int]


def page(rows: list[Row], reader: str = "neural", confidence: float = 0.97) -> Page:
    """Rows (text, left, top in px) as the words of one pass."""
    words = []
    for text, left, top in rows:
        for word in text.split():
            width = max(4, int(len(word) * HEIGHT * 0.55))
            words.append(Word(word, Box(left, top, width, HEIGHT), confidence))
            left += width + int(HEIGHT * 0.3)
    return Page("drawn", tuple(words), (1050, 600), reader)


def read_rows(*rows: Row, also: tuple[Row, ...] = ()) -> CardReading:
    """One card, read by the second reader, and perhaps by Tesseract too."""
    return read([page(list(rows)), *([page(list(also), "tesseract", 0.8)] if also else [])])


def test_a_label_in_the_row_of_a_number_says_what_it_is_for() -> None:
    """The gap between them made them two lines; nothing of the label is left over."""
    details = read_rows(
        ("Uff. | +39 02 5555 0141", 60, 300), ("Fax |", 60, 340), ("+39 02 5555 0142", 200, 340)
    ).details
    assert [phone.type for phone in details.phones] == [PhoneType.WORK, PhoneType.FAX]
    assert details.unassigned == ()


def test_values_that_a_bullet_parts_are_all_read() -> None:
    """The second reader drops the gaps around a bullet."""
    details = read_rows(
        ("+61 2 5550 2901● +61 491 570 156●a-example@example.com.au", 60, 300),
        ("n-example@example.com.au·example.com.au/shop", 60, 340),
    ).details
    assert [phone.e164 for phone in details.phones] == ["+61255502901", "+61491570156"]
    assert details.emails == ("a-example@example.com.au", "n-example@example.com.au")
    assert details.urls == ("example.com.au/shop",)


def test_a_mailbox_over_two_lines_is_joined_where_the_domain_is_known() -> None:
    """ "example@finch" and, below it, "4gate.example": the web address has both in one."""
    details = read_rows(("www.finch4gate.com", 60, 300), ("Email: care@finch", 60, 330), ("4gate.com", 60, 360)).details
    assert details.emails == ("care@finch4gate.com",)
    assert details.urls == ("www.finch4gate.com",)


def test_a_mailbox_with_a_gap_in_its_row_is_joined_and_doubtful() -> None:
    """The sign and the begin of the domain were not read; the end alone is no web address."""
    reading = read_rows(
        ("Mail: ada.example@finchgate-press.com", 60, 200),
        ("Mail: bea_sample", 60, 300),
        ("gate-press.com", 350, 300),
    )
    assert reading.details.emails == ("ada.example@finchgate-press.com", "bea_sample@finchgate-press.com")
    assert reading.details.urls == ()
    doubtful = next(field for field in reading.fields if field.value.startswith("bea"))
    assert doubtful.confidence < 0.6


def test_a_label_beside_a_whole_web_address_makes_no_mailbox() -> None:
    """ "Mail: ada", a gap, and a host that stands for itself."""
    details = read_rows(
        ("ada@finchgate.com", 60, 200), ("Mail: bea_sample", 60, 300), ("finchgate.com", 350, 300)
    ).details
    assert details.emails == ("ada@finchgate.com",)


def test_the_web_address_is_spelled_as_mailbox_and_words_say() -> None:
    """A stroke of the host is another letter in the e-mail's domain, which the firm's name spells."""
    details = read_rows(
        ("Iverson Optics Ltd", 60, 60), ("ada@iverson-optics.com", 60, 300), ("www.lverson-optics.com", 60, 340)
    ).details
    assert details.urls == ("www.iverson-optics.com",)


def test_a_bar_behind_a_label_is_no_letter_of_the_host() -> None:
    """ "www | finchgate.com" read as one word, where the other reader has the host alone."""
    details = read_rows(
        ("wwwlfinchgate.com/contact", 60, 300), also=(("|", 120, 300), ("finchgate.com/contact", 135, 300))
    ).details
    assert [url.removeprefix("www.") for url in details.urls] == ["finchgate.com/contact"]


def test_a_digit_guessed_from_a_letter_is_doubtful() -> None:
    """ "s9" is 59 or 89: the mailbox is no strong value, and both are offered."""
    reading = read_rows(
        ("Ada Bickerwood", 60, 60), ("ada.bickerwoods9@example.com", 60, 300), ("www.example.com", 60, 340)
    )
    (mailbox,) = [field for field in reading.fields if field.kind.value == "email"]
    assert mailbox.confidence < 0.6
    offered = {mailbox.value, *(a.value for a in mailbox.alternatives)}
    assert {"ada.bickerwood59@example.com", "ada.bickerwood89@example.com"} <= offered


def test_a_mailbox_before_its_sign_is_joined_with_what_follows_the_sign() -> None:
    """ "E: ada" and, apart from it in its row, "@ example.com"."""
    details = read_rows(("M: 07700 900456 E: ada", 60, 300), ("@ example.co.uk", 420, 300)).details
    assert details.emails == ("ada@example.co.uk",)
    assert details.urls == ()


def test_a_word_without_label_before_a_sign_is_no_mailbox_unless_it_looks_like_one() -> None:
    """A slogan may end beside an address; "ada_example" is one."""
    said = read_rows(("For Publishing", 60, 300), ("@ example.co.uk", 300, 300)).details
    joined = read_rows(("Publishing ada_example", 60, 300), ("@ example.co.uk", 420, 300)).details
    assert (said.emails, joined.emails) == ((), ("ada_example@example.co.uk",))


def test_a_slogan_is_no_address_though_it_has_a_word_of_streets() -> None:
    """Nothing in it is a number or a town, and its words have no capitals."""
    assert read_rows(("Saltmarsh Surveys Ltd", 60, 60), ("Building on good ground", 60, 200)).details.addresses == ()


def test_numbers_and_mailboxes_that_the_edge_cuts_off_are_of_no_address() -> None:
    """They stand right above the town, whose line is cut off, too."""
    details = read_rows(
        ("(+48) 512 55", 60, 300),
        ("l.example@examplestro", 60, 326),
        ("ul. Lipowa 5", 60, 352),
        ("50-408 Wroc", 60, 378),
    ).details
    assert all("@" not in a.printed and "+48" not in a.printed for a in details.addresses)


def test_the_towns_of_branches_are_no_address() -> None:
    """Beside a whole address."""
    details = read_rows(
        ("12 Example Road", 60, 300), ("Mumbai 400 054, India", 60, 330), ("New Delhi, Mumbai, Hyderabad", 60, 500)
    ).details
    assert [a.postal_code for a in details.addresses] == ["400 054"]


def test_labels_and_endings_of_numbers_are_no_part_of_an_address() -> None:
    """They stand right above it, and hold digits like a house number."""
    lines = ("Tel. 030 901820-0", "Durchwahl -23, Fax -99", "Hauptstr. 5, 10115 Berlin")
    details = read_rows(
        ("Jonas Vogel", 60, 40), ("Muster GmbH", 60, 100), *((line, 60, 200 + 36 * k) for k, line in enumerate(lines))
    ).details
    assert [phone.e164 for phone in details.phones] == ["+49309018200", "+493090182023", "+493090182099"]
    assert [address.printed for address in details.addresses] == ["Hauptstr. 5, 10115 Berlin"]
    assert details.unassigned == ()


def test_an_extension_below_its_number_is_no_text_of_its_own() -> None:
    """It is said with the number; a flat of the same form in an address stays there."""
    details = read_rows(
        ("Tel. 020 7946 0958", 60, 200), ("Ext: 23", 60, 236), ("10 Downing Street, London SW1A 2AA", 60, 272)
    ).details
    assert [(phone.e164, phone.extension) for phone in details.phones] == [("+442079460958", "23")]
    assert [address.street for address in details.addresses] == ["10 Downing Street"]
    assert details.unassigned == ()
    flat = read_rows(("Jonas Vogel", 60, 40), ("Hauptstr. 5 App. 23", 60, 100), ("10115 Berlin", 60, 136)).details
    assert [address.printed for address in flat.addresses] == ["Hauptstr. 5 App. 23, 10115 Berlin"]


def test_numbers_of_one_line_are_no_other_readings_of_each_other() -> None:
    """What is shown beside a number is not offered in its place."""
    fields = read_rows(("T 030 901820-0 F -99", 60, 200)).fields
    assert [field.alternatives for field in fields if field.kind is FieldKind.PHONE] == [(), ()]


def test_the_other_reading_of_a_number_is_on_offer() -> None:
    """ "49 7755 ..." has its country code, and might be an area code of East Frisia without its zero."""
    fields = read_rows(("T 49 7755 91155", 60, 200), ("Hauptstr. 5, 79774 Albbruck, Germany", 60, 240)).fields
    (phone,) = (field for field in fields if field.kind is FieldKind.PHONE)
    assert phone.value == "+49775591155"
    assert [alternative.value for alternative in phone.alternatives] == ["+4949775591155"]
