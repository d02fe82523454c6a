"""Phone numbers in lines of cards: all numbers are reserved for fiction, or invented."""

from __future__ import annotations

import time

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.model.reading import PhoneType
from cardscan.reading.parsing.values.phones.phone_finder import (
    PhoneFound,
    complete_local,
    find_phones,
    find_phones_in_lines,
)
from cardscan.reading.parsing.values.phones.phone_series import direct_dial


def e164s(line: str, country: str | None) -> list[str | None]:
    return [found.e164 for found in find_phones(line, country=country)]


def only(line: str, country: str | None) -> PhoneFound:
    found = find_phones(line, country=country)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("Tel. 030 23125 014", "DE", "+493023125014"),
        ("Tel.: 030 / 23 12 50 14", "DE", "+493023125014"),
        ("Telefon: +49 (0)30 23125-014", "DE", "+493023125014"),
        ("Fon +49 (0) 30 . 23125014", "DE", "+493023125014"),
        ("0049 30 23125014", "DE", "+493023125014"),
        ("T (0)20 7946 0018", "GB", "+442079460018"),
        ("+44(0)20 7946 0018", "GB", "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("T: (212) 555-0142", "US", "+12125550142"),
        ("P 1-212-555-0142", "US", "+12125550142"),
        ("Ph: 212.555.0142", "US", "+12125550142"),
        ("+1 · 212 · 555 · 0142", "US", "+12125550142"),
        ("＋１ ２１２ ５５５ ０１４２", "US", "+12125550142"),
        ("Tél. 01 99 00 12 34", "FR", "+33199001234"),
        ("Tel: +39 06 5550 0142", "IT", "+390655500142"),
        ("T +34 (0) 912 345 678", "ES", "+34912345678"),
        ("Tel (11) 5550-0136", "BR", "+551155500136"),
        ("Cel.: 11 9 8555-0136", "BR", "+5511985550136"),
        ("Ph: 91-040-25550136", "IN", "+914025550136"),
        ("Ph: 91-40-25550136", "NZ", "+914025550136"),
        ("Mob: 98555 50136", "IN", "+919855550136"),
        ("TEL 03-5550-0136", "JP", "+81355500136"),
        ("電話 03-5550-0136", "JP", "+81355500136"),
        ("T +48 22 555 01 36", "PL", "+48225550136"),
        ("Telefon: 08-555 013 60", "SE", "+46855501360"),
        ("(02) 5550 0136", "AU", "+61255500136"),
    ],
)
def test_a_number_is_read_in_the_cards_country(line: str, country: str, expected: str) -> None:
    """One number a line, in the ways that people print it."""
    assert only(line, country).e164 == expected


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("Tel 040-25550136-37", "IN", ["+914025550136", "+914025550137"]),
        ("Tel: 040-25550136 / 25550183", "IN", ["+914025550136", "+914025550183"]),
        ("Tel: 040-2555 0115 to 18", "IN", ["+914025550115", "+914025550116", "+914025550117", "+914025550118"]),
        ("Ph: 040 2555 0186/87", "IN", ["+914025550186", "+914025550187"]),
        ("Ph: 040 2555 0136, 38", "IN", ["+914025550136", "+914025550138"]),
        ("Ph: +91-40-25550136, 25550183, 25550190", "IN", ["+914025550136", "+914025550183", "+914025550190"]),
        ("Ph: +91 (40) 2555-0136 & 2555-0183", "IN", ["+914025550136", "+914025550183"]),
        ("Tel: 040-25550300 / 400", "IN", ["+914025550300", "+914025550400"]),
        ("Fones (11) 5550-0136 / 5550-0183", "BR", ["+551155500136", "+551155500183"]),
        ("Tel. 030 23125-0, Fax -99", "DE", ["+4930231250", "+49302312599"]),
        ("212-555-0142 / 212-555-0143", "US", ["+12125550142", "+12125550143"]),
        ("Cell:9855550136,9855550137,9855550138", "IN", ["+919855550136", "+919855550137", "+919855550138"]),
        ("Mob: 98555501369855550137", "IN", ["+919855550136", "+919855550137"]),
        ("Mob: +919855550136+919855550137", "IN", ["+919855550136", "+919855550137"]),
    ],
)
def test_implied_numbers_are_written_out(line: str, country: str, expected: list[str]) -> None:
    """Ranges, tails after a slash, shared area codes, and two numbers without a gap."""
    assert e164s(line, country) == expected


def test_what_completed_an_implied_number_is_named() -> None:
    """An implied number says so, and is less sure than the printed one."""
    first, second = find_phones("Tel: 040-25550136 / 25550183", country="IN")
    assert any("area code" in reason for reason in second.reasons)
    assert second.printed == "040-25550183"
    assert second.confidence < first.confidence


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("T 212-555-0142 F 212-555-0143 M 917-555-0144", "US", ["work", "fax", "mobile"]),
        ("Tel: (212) 555-0142 • Fax: (212) 555-0143", "US", ["work", "fax"]),
        ("Tel/Fax: 212-555-0142", "US", ["work", "fax"]),
        ("Fone/Fax: (11) 5550-0136", "BR", ["work", "fax"]),
        ("Telefax: 030 23125014", "DE", ["fax"]),
        ("Direct Fax 212-555-0142", "US", ["fax"]),
        ("Mobile Phone: 917-555-0144", "US", ["mobile"]),
        ("Handy 0171 3920012", "DE", ["mobile"]),
        ("HP: +65 9155 0136", "SG", ["mobile"]),
        ("H/P 91550136", "SG", ["mobile"]),
        ("WhatsApp +34 612 345 678", "ES", ["mobile"]),
        ("📱 917-555-0144", "US", ["mobile"]),
        ("☎ 212-555-0142", "US", ["work"]),
        ("携帯 090-5550-0136", "JP", ["mobile"]),
        ("Res. Ph. 212-555-0142", "US", ["home"]),
        ("(O) 25550136 (R) 25550183", "IN", ["work", "home"]),
        ("Ph : 040-25550136 (O), 040-25550183 (R)", "IN", ["work", "home"]),
        ("212.555.0142 office  917.555.0144 cell", "US", ["work", "mobile"]),
        ("Toll Free: 800-555-0142", "US", ["toll_free"]),
        ("Kom. 512 345 678", "PL", ["mobile"]),
        ("Móvil: 612 345 678", "ES", ["mobile"]),
        ("Моб. +7 912 345-67-89", "RU", ["mobile"]),
        ("Mobiie: 917-555-0144", "US", ["mobile"]),
        ("Te1: 212-555-0142", "US", ["work"]),
        ("Pager 212-555-0142", "US", ["other"]),
    ],
)
def test_the_label_beside_a_number_gives_its_type(line: str, country: str, expected: list[str]) -> None:
    """In many languages, before or after the number, glued or misread by a letter."""
    found = find_phones(line, country=country)
    assert [f.label for f in found] == expected
    assert [f.type for f in found] == [PhoneType(name) for name in expected]


def test_without_a_label_the_numbering_plan_gives_the_type() -> None:
    """An Indian mobile number needs no label, and is one even after a fixed one under "Ph"."""
    assert only("98555 50136", "IN").type is PhoneType.MOBILE
    assert [f.type for f in find_phones("Ph.: 040-25550136, 9855550137", country="IN")] == [
        PhoneType.WORK,
        PhoneType.MOBILE,
    ]
    assert only("Tel : 98555 50136", "IN").type is PhoneType.WORK


@pytest.mark.parametrize(
    ("line", "number"), [("Atención al cliente 900 555 012", "+34900555012"), ("Plaza Real 12", None)]
)
def test_a_number_that_is_free_to_call_needs_no_label(line: str, number: str | None) -> None:
    """Words of any language stand before it: customer care, orders."""
    assert [found.e164 for found in find_phones(line, country="ES")] == ([number] if number else [])


@pytest.mark.parametrize(
    ("line", "extension"),
    [
        ("212-555-0142 ext. 17", "17"),
        ("212-555-0142 x17", "17"),
        ("212-555-0142, Extn: 17", "17"),
        ("212-555-0142 #17", "17"),
        ("Tel (212) 555-0142 (ext 17)", "17"),
    ],
)
def test_an_extension_is_kept_apart(line: str, extension: str) -> None:
    """E.164 has no place for it."""
    found = only(line, "US")
    assert (found.e164, found.extension) == ("+12125550142", extension)


def test_an_extension_in_other_languages_and_in_the_next_line() -> None:
    """Durchwahl, Ramal, and a line of its own."""
    assert only("+49 30 23125014 Durchwahl -95", "DE").extension == "95"
    assert only("Tel: (11) 5550-0136 Ramal 240", "BR").extension == "240"
    (found,) = find_phones("(O) 25550136", country="IN", following="Extn. 38")
    assert found.extension == "38"


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("Hyderabad - 500 029. Telangana", "IN"),
        ("PIN 500029", "IN"),
        ("H.No. 6-3-596/95/D, Behind the Hotel", "IN"),
        ("# 16-1-30/1/19, Garden Township", "IN"),
        ("GSTIN 36ABCDE1234F1Z5", "IN"),
        ("CIN U72200TG2000PTC012345", "IN"),
        ("São Paulo - SP, 01887-424", "BR"),
        ("CEP: 03637-000", "BR"),
        ("CNPJ 12.345.678/0001-95", "BR"),
        ("HRB 123456 Amtsgericht Musterstadt", "DE"),
        ("USt-IdNr. DE123456789", "DE"),
        ("D-48770 Münster", "DE"),
        ("48770 Münster", "DE"),
        ("IBAN DE12 5001 0517 0648 4898 90", "DE"),
        ("ABN 51 824 753 556", "AU"),
        ("Chestnut Hill, MA 02467-0000", "US"),
        ("CA DRE #01234567", "US"),
        ("NMLS 1234567", "US"),
        ("Mon-Fri 9:00-18:00", "US"),
        ("since 1998 - 2015", "US"),
        ("12.05.2021", "DE"),
        ("ISO 9001:2015", "DE"),
        ("〒105-2035 東京都港区", "JP"),
        ("ID 45*8*12146", "BR"),
        ("1009-1010, City Centre Market", "IN"),
        ("www.firm24x7.com", "US"),
        ("jane5550142@example.com", "US"),
        ("2125550142@example.com", "US"),
        ("www.example.com/2125550142", "US"),
        ("118 37 Stockholm", "SE"),
        ("NIP 525-000-00-00", "PL"),
        ("SIRET 123 456 789 00012", "FR"),
    ],
)
def test_other_digits_are_no_phone_numbers(line: str, country: str) -> None:
    """Postal codes, registrations, houses, dates, hours, bank accounts, radio ids, addresses."""
    assert find_phones(line, country=country) == ()
    assert find_phones(line) == ()


def test_misread_digits_are_mended_only_into_valid_numbers_and_less_sure() -> None:
    """O for 0, l for 1, S for 5."""
    clean = only("Tel 020 7946 0018", "GB")
    mended = only("Tel O2O 7946 0Ol8", "GB")
    assert mended.e164 == clean.e164
    assert mended.confidence < clean.confidence
    assert "letters read as digits" in mended.reasons
    assert find_phones("SOIL 12O", country="GB") == ()


def test_vanity_numbers_are_dialled_by_the_keypad() -> None:
    """The letters stay in print."""
    found = only("1-800-FLOWERS", "US")
    assert (found.e164, found.printed, found.type) == ("+18003569377", "1-800-FLOWERS", PhoneType.TOLL_FREE)


def test_a_local_number_has_no_e164_until_the_card_gives_the_one_area_code() -> None:
    """Completed from another number of the card, and left alone when two area codes are there."""
    local = only("Fax: 25550183", "IN")
    assert (local.e164, local.printed, local.local) == (None, "25550183", True)
    (hyderabad,) = find_phones("Tel 040-25550136", country="IN")
    (delhi,) = find_phones("Tel 011-25550136", country="IN")
    assert complete_local(local, [hyderabad]).e164 == "+914025550183"
    assert complete_local(local, [hyderabad, delhi]) == local
    assert complete_local(local, []) == local
    assert complete_local(hyderabad, [delhi]) == hyderabad


def test_lines_of_a_column_share_labels_area_codes_and_extensions() -> None:
    """A label in a line of its own, and short numbers under a full one."""
    lines = ["T", "+55 21 2555-0136", "M", "+55 11 98555-0136"]
    assert [f.label for _, f in find_phones_in_lines(lines, country="BR")] == ["work", "mobile"]
    lines = ["Phone: +91-40-25550136", "25550183", "Fax : 040-25550190", "040-25550191"]
    found = find_phones_in_lines(lines, country="IN")
    assert [(k, f.e164, f.label) for k, f in found] == [
        (0, "+914025550136", "work"),
        (1, "+914025550183", "work"),
        (2, "+914025550190", "fax"),
        (3, "+914025550191", "fax"),
    ]


def test_without_a_country_only_what_is_certain_is_complete() -> None:
    """A country code, a grouping that only one plan has, or the other numbers of the card; else the print alone."""
    assert only("+44 20 7946 0018", None).e164 == "+442079460018"
    assert only("(212) 555-0142", None).e164 == "+12125550142"
    unsure = only("Ph: 040 25550136", None)
    assert (unsure.e164, unsure.printed) == (None, "040 25550136")
    found = find_phones_in_lines(["Ph: +91-40-25550136, 25550183", "Fax: 040-25550190"])
    assert [f.e164 for _, f in found] == ["+914025550136", "+914025550183", "+914025550190"]


def test_a_plus_before_a_zero_is_not_made_a_number_silently() -> None:
    """The repair is offered beside the print."""
    found = only("+022 2555 0136", "IN")
    assert (found.e164, found.suggestion, found.printed) == (None, "+912225550136", "+022 2555 0136")


def test_spans_point_at_the_digits() -> None:
    """Also where other characters stand before."""
    line = "☎ Tel.： ０２０ ７９４６ ００１８ "
    (found,) = find_phones(line, country="GB")
    assert line[slice(*found.span)].strip() == "０２０ ７９４６ ００１８"


CARD_TEXT = st.text(alphabet=st.sampled_from("0123456789+-()./,;:|& xXTFMtelfaxoOIlSB#*~@\n\t ٣５♥é電話"), max_size=500)


@settings(max_examples=150, deadline=None)
@given(CARD_TEXT, st.sampled_from([None, "US", "IN", "DE", "BR", "JP", "ZZ"]), CARD_TEXT)
def test_no_text_raises_or_takes_long(line: str, country: str | None, following: str) -> None:
    """Hostile text: every answer is well-formed, and quick."""
    began = time.process_time()
    for found in find_phones(line, country=country, following=following):
        assert found.printed and 0.0 <= found.confidence <= 1.0
        assert 0 <= found.span[0] <= found.span[1] <= len(line)
        assert found.e164 is None or found.e164.startswith("+")
    assert time.process_time() - began < 0.5


@settings(max_examples=60, deadline=None)
@given(st.lists(CARD_TEXT, max_size=6))
def test_no_lines_raise(lines: list[str]) -> None:
    """The same for a column."""
    find_phones_in_lines(lines, country="IN")


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("전화 02) 555-0136", "KR", ["+8225550136"]),
        ("TEL : 031)555-0136 FAX : 031)555-0137", "KR", ["+82315550136", "+82315550137"]),
        ("TEL 03(5550)0136 FAX 03(5550)0137", "JP", ["+81355500136", "+81355500137"]),
        ("(0xx11) 5550-0136", "BR", ["+551155500136"]),
        ("11 98555.0136 / 98555.0137", "BR", ["+5511985550136", "+5511985550137"]),
        ("Tel: (852) 2555 0136", "HK", ["+85225550136"]),
        ("Tel. (66 2) 655-0136-8", "TH", ["+6626550136", "+6626550138"]),
        ("T. 01.99.00.12.34 - F. 01.99.00.12.35", "FR", ["+33199001234", "+33199001235"]),
        ("Fon: 0 30 - 23 12 50 14 Mobil: 01 71 - 3 92 00 12", "DE", ["+493023125014", "+491713920012"]),
        ("++49 30 23125014", "DE", ["+493023125014"]),
        ("+43/1/5550136", "AT", ["+4315550136"]),
        ("Cep: 0532 555 01 36", "TR", ["+905325550136"]),
        ("тел./факс: (495) 555-01-36", "RU", ["+74955550136", "+74955550136"]),
        ("tel. (0-22) 555 01 36", "PL", ["+48225550136"]),
        ("P.O. Box 12345, Tel: 04 255 0136", "AE", ["+97142550136"]),
        ("Tel : 2555 0136 (10 Lines)", "IN", [None]),
        ("Tel: 044-25550136 / 0137", "IN", ["+914425550136", "+914425550137"]),
        ("T.212.555.0142 F.212.555.0143", "US", ["+12125550142", "+12125550143"]),
        ("800.555.0142 toll free", "US", ["+18005550142"]),
        ("24 Hr. Emergency: 212-555-0142", "US", ["+12125550142"]),
        ("Tel. +298 20 12 34", "FO", ["+298201234"]),
    ],
)
def test_the_habits_of_a_country_are_read(line: str, country: str, expected: list[str | None]) -> None:
    """Brackets, carrier codes, trunk signs, and series as people of the country print them."""
    assert e164s(line, country) == expected


def _example_lines() -> list[tuple[str, str, str]]:
    """The numbering plans' own example numbers, in national and international form."""
    kinds = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    forms = (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    lines = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for number in filter(None, (phonenumbers.example_number_for_type(region, kind) for kind in kinds)):
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            lines += [(f"Tel: {phonenumbers.format_number(number, form)}", region, e164) for form in forms]
    return lines


def test_the_example_numbers_of_all_numbering_plans_are_read() -> None:
    """But for a few islands whose numbers have four or five digits."""
    lines = _example_lines()
    lost = [line for line in lines if line[2] not in e164s(line[0], line[1])]
    assert len(lines) > 900
    assert len(lost) <= 0.02 * len(lines), lost


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("M: 0176 / 040 690 22", ["+4917604069022"]),
        ("Mobil: +49 (0) 176 / 04069 022", ["+4917604069022"]),
        ("T: 030 / 23125363 | M: 0176 / 04069022", ["+493023125363", "+4917604069022"]),
    ],
)
def test_what_begins_a_number_is_not_left_over(line: str, expected: list[str | None]) -> None:
    """A part behind 0176 looks like a Hamburg number by itself."""
    assert e164s(line, "DE") == expected


def test_a_street_number_below_a_phone_is_no_direct_dial() -> None:
    """ "S" before it may be a label; the digits that stand first say that it is an address."""
    found = find_phones_in_lines(["+1 801 555-0180", "+1 801 555-0181", "2011 S 1100 E"])
    assert [phone.e164 for _, phone in found] == ["+18015550180", "+18015550181"]


def test_a_direct_dial_below_its_number_is_one() -> None:
    """Nothing but the label stands before it."""
    found = find_phones_in_lines(["Tel. 030 901820-0", "Fax -99"], country="DE")
    assert [phone.e164 for _, phone in found] == ["+49309018200", "+493090182099"]


@pytest.mark.parametrize("line", ["F105-2035", "T 105-2035", "F 105-2035", "〒105-2035"])
def test_a_japanese_postal_code_is_no_number_whatever_its_sign_was_read_as(line: str) -> None:
    """ "〒" looks like a T or an F."""
    assert find_phones(line, country="JP") == ()


@pytest.mark.parametrize(
    ("line", "country"),
    [("58 - 10131 Torino", "IT"), ("207 1 214 90 Malmö", "SE"), ("201 - 10165 Torino", "IT")],
)
def test_a_house_number_and_a_postal_code_before_their_town_are_no_number(line: str, country: str) -> None:
    """No label says that they are one."""
    assert find_phones(line, country=country) == ()


@pytest.mark.parametrize(("line", "country"), [("011 5550101 Torino", "IT"), ("Tel. 5550101 Torino", "IT")])
def test_a_number_before_a_town_is_one_where_it_begins_like_one_or_has_a_label(line: str, country: str) -> None:
    """Branches stand so."""
    assert len(find_phones(line, country=country)) == 1


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("T 1 31 3550.9006", "BR", "+553135509006"),
        ("1313550.9006", "BR", "+553135509006"),
        ("1 212 555 0142", "US", "+12125550142"),
    ],
)
def test_a_bar_read_as_one_before_a_whole_number_is_left_out(
    line: str, country: str | None, expected: str | None
) -> None:
    """Where the country's own code is no 1."""
    assert e164s(line, country) == [expected]


@pytest.mark.parametrize("line", ["An ISO 9001-2008 Certified Company", "180 9001-2008", "ISO 14001:2015"])
def test_a_standard_and_its_year_are_no_number(line: str) -> None:
    """Nor where the letters before it are read as digits."""
    assert find_phones(line, country="IN") == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("08-465 004 12 ankn 409 • 070-174 06 13", [("+46846500412", "409"), ("+46701740613", None)]),
        ("Direkt 08-465 004 12 ankn 409 ·Mob 070-174 06 13", [("+46846500412", "409"), ("+46701740613", None)]),
        ("08-465 004 12 • 070-174 06 13", [("+46846500412", None), ("+46701740613", None)]),
    ],
)
def test_a_bullet_parts_two_numbers(line: str, expected: list[tuple[str, str | None]]) -> None:
    """And an extension before it belongs to the first."""
    assert [(f.e164, f.extension) for f in find_phones(line, country="SE")] == expected


def test_a_bullet_before_a_mailbox_ends_the_number_before_it() -> None:
    """The mailbox is no part of the number, nor the number's end one of the mailbox."""
    assert e164s("+61 2 5550 2901● +61 491 570 156●a-example@example.com", "AU") == ["+61255502901", "+61491570156"]


def test_a_label_behind_a_bullet_is_one() -> None:
    """ "555-0142·F 555-0143": readers drop the gaps around it."""
    found = find_phones("T.092-555-7901·F.092-555-0402", country="JP")
    assert [f.type for f in found] == [PhoneType.WORK, PhoneType.FAX]


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("TF: 888-555-0142", "US", "toll_free"),
        ("Mobil 0800 5550 142", "DE", "toll_free"),
        ("Free Dial: 0120 555-812", "JP", "toll_free"),
        ("SAC: 0800 555 0142", "BR", "toll_free"),
        ("Tf. 22 85 50 50", "NO", "work"),
        ("P 888.555.0142", "US", "work"),
    ],
)
def test_a_number_that_is_free_to_call_is_so_by_the_plan(line: str, country: str, expected: str) -> None:
    """But where the print calls it a telephone, it is the office's."""
    assert only(line, country).type is PhoneType(expected)


def test_a_number_that_is_free_to_call_takes_no_label_of_the_one_before() -> None:
    """ "Tel 030 ..., 0800 ...": the label is the first number's."""
    found = find_phones("Tel 030 23125 014, 0800 5550142", country="DE")
    assert [f.type for f in found] == [PhoneType.WORK, PhoneType.TOLL_FREE]


def test_the_letter_that_a_handset_is_read_as_makes_no_fixed_number_mobile() -> None:
    """The plan of Spain tells them apart; North America's does not, so that "C" stays a label there."""
    assert only("C 93-555-94-12", "ES").type is PhoneType.WORK
    assert only("C 612 345 678", "ES").type is PhoneType.MOBILE
    assert only("C 917-555-0142", "US").type is PhoneType.MOBILE


def test_a_label_apart_from_its_line_gives_the_type() -> None:
    """It stands to the left of the number, as a line of its own."""
    (item,) = find_phones_in_lines(["+39 02 5555 0142"], country="IT", beside={0: "Fax |"})
    assert item[1].type is PhoneType.FAX


def test_a_label_glued_to_a_mailbox_is_the_numbers() -> None:
    """ "org" and the letter behind it are no host."""
    assert only("E: jane@example.orgM: 614-555-0142", "US").type is PhoneType.MOBILE


EXCHANGE, DIRECT, FAX = "+49309018200", "+493090182023", "+493090182099"


@pytest.mark.parametrize(
    "lines",
    [
        ["Tel. 030 901820-0, Durchwahl -23, Fax -99"],
        ["Tel. 030 / 90 18 20 - 0", "Durchwahl -23", "Fax -99"],
        ["Tel. 030 / 90 18 20 - 0", "Durchwahl -23, Fax -99"],
        ["Tel. (030) 90 18 20-0", "DW -23", "Fax DW -99"],
        ["Tel. +49 30 901820-0 | DW 23 | Fax: DW 99"],
        ["Telefon: 030 901820-0", "Durchwahl: 23", "Telefax: 030 901820-99"],
        ["Tel. 030 901820-0, Dw. -23", "Fax -99"],
        ["Tel. 030 901820-0 App. 23", "Fax -99"],
        ["Tel. 030 901820-0 (DW 23)", "Fax 030 901820-99"],
        ["T 030 901820-0 / -23", "F -99"],
        ["Tel. 030 901820-0/-23", "Fax 030 901820-99"],
        ["Tel. 030 901820-0", "Nebenstelle 23", "Fax -99"],
        ["Tel. 030 901820-0", "direkt -23", "Fax -99"],
    ],
)
def test_a_direct_dial_takes_the_place_of_the_exchanges_zero(lines: list[str]) -> None:
    """On one line or several; the exchange is a number of its own, and no ending is its extension."""
    found = [f for _, f in find_phones_in_lines(lines, country="DE")]
    assert [(f.e164, f.extension) for f in found] == [(EXCHANGE, None), (DIRECT, None), (FAX, None)]
    assert [f.type for f in found] == [PhoneType.WORK, PhoneType.WORK, PhoneType.FAX]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Tel. 030 901820-0", "Fax 030 901820-99", "Durchwahl -23"], [EXCHANGE, FAX, DIRECT]),
        (["Tel. 030 901820-0", "Hauptstr. 5", "10115 Berlin", "Durchwahl -23"], [EXCHANGE, DIRECT]),
        (["Tel. 030 901820-0", "Mobil 0176 12345678", "Fax -99"], [EXCHANGE, "+4917612345678", FAX]),
    ],
)
def test_the_exchange_may_stand_further_above(lines: list[str], expected: list[str]) -> None:
    """Not the number right above is what an ending belongs to, but the one that ends in a zero."""
    found = [f for _, f in find_phones_in_lines(lines, country="DE")]
    assert [(f.e164, f.extension) for f in found] == [(e164, None) for e164 in expected]


@pytest.mark.parametrize(
    ("lines", "country", "e164"),
    [
        (["Tel 020 7946 0958 ext 23"], "GB", "+442079460958"),
        (["Tel 020 7946 0958", "Ext: 23"], "GB", "+442079460958"),
        (["Tel (11) 4000-0000 ramal 23"], "BR", "+551140000000"),
        (["Phone (650) 253-0000 x23"], "US", "+16502530000"),
        (["Tel. 030 901820 App. 23"], "DE", "+4930901820"),
    ],
)
def test_elsewhere_an_extension_stays_one(lines: list[str], country: str, e164: str) -> None:
    """Only in open plans is it dialled behind the number, and only an exchange's zero gives way to it."""
    found = [f for _, f in find_phones_in_lines(lines, country=country)]
    assert [(f.e164, f.extension) for f in found] == [(e164, "23")]


@pytest.mark.parametrize(
    ("exchange", "region", "ending", "expected"),
    [
        ("030 12345-0", "DE", "23", "030 12345-23"),
        ("(030) 1 23 45 - 00", "DE", "123", "(030) 1 23 45 - 123"),
        ("01/901820-0", "AT", "9", "01/901820-9"),
        ("030 12345-0", "US", "23", None),
        ("030 12345-10", "DE", "23", None),
        ("030 12345670", "DE", "23", None),
        ("030 12345-0", "DE", "123456", None),
        ("0-0", "DE", "23", None),
    ],
)
def test_what_is_an_exchange(exchange: str, region: str, ending: str, expected: str | None) -> None:
    """Its last group is zeros, behind a gap or dash, in a country with an open plan."""
    assert direct_dial(exchange, region, ending) == expected


@given(st.text(alphabet="0123456789 -/.()+", max_size=40), st.text(alphabet="0123456789", max_size=8))
def test_a_direct_dial_keeps_the_stem_and_ends_in_the_ending(exchange: str, ending: str) -> None:
    """Whatever is printed: nothing before the zero changes."""
    made = direct_dial(exchange, "DE", ending)
    assert made is None or (made.endswith(ending) and exchange.startswith(made[: len(made) - len(ending)]))


@pytest.mark.parametrize(
    ("line", "country", "e164", "other"),
    [
        # The country's own code: a number within the country would begin with a zero.
        ("T 49 7755 91155", "DE", "+49775591155", "+4949775591155"),
        ("Mobile 49 176 12345678", "DE", "+4917612345678", "+494917612345678"),
        ("T (49) 7755 91155", "DE", "+49775591155", "+4949775591155"),
        ("T 49775591155", "DE", "+49775591155", "+4949775591155"),
        ("Tel 49 89 12345678", "DE", "+498912345678", None),
        ("Tel 49-(0)89-12345678", "DE", "+498912345678", None),
        ("Tel 0049 89 12345678", "DE", "+498912345678", None),
        ("T 44 20 7946 0958", "GB", "+442079460958", None),
        ("T 44 (0)20 7946 0958", "GB", "+442079460958", None),
        ("Tél 33 1 42 68 53 00", "FR", "+33142685300", None),
        ("Tel 32 2 512 34 56", "BE", "+3225123456", None),
        ("Tel 43 1 58858 0", "AT", "+431588580", None),
        ("Tel 39 06 6982 1234", "IT", "+390669821234", None),
        ("Cel 55 11 91234 5678", "BR", "+5511912345678", None),
        # An area code that begins like the country code, and a mobile number of a country that leaves the zero out.
        ("Tel. 4941 123456", "DE", "+494941123456", None),
        ("Tel. 0491 12345", "DE", "+4949112345", None),
        ("Mob 91987 65432", "IN", "+919198765432", None),
        ("Mob 98 765 43210", "IN", "+919876543210", None),
        # Another country's code: either reading lacks a sign.
        ("Tel 33 1 42 68 53 00", "DE", "+4933142685300", "+33142685300"),
    ],
)
def test_a_country_code_without_plus(line: str, country: str, e164: str, other: str | None) -> None:
    """The card's own country makes the number complete; what the print may mean as well is a suggestion."""
    found = only(line, country)
    assert (found.e164, found.suggestion) == (e164, other)


def test_a_number_that_may_be_another_is_less_sure() -> None:
    """The doubt shows in the confidence of either kind."""
    plain = only("T +49 7755 91155", "DE").confidence
    own, either = (only(line, "DE").confidence for line in ("T 49 7755 91155", "T 33 1 42 68 53 00"))
    assert either < own < plain


@pytest.mark.parametrize("line", ["HRB 49 7755 91155", "Steuernr. 49 775 591155", "USt-IdNr. DE 49 775 591155"])
def test_another_label_is_not_overruled_by_digits_like_a_country_code(line: str) -> None:
    """Only a printed "+" or "00" says that a registration is a phone number after all."""
    assert e164s(line, "DE") == []


@given(st.text(alphabet="0123456789 -/()", min_size=1, max_size=24), st.sampled_from(["DE", "AT", "GB", "FR", "IN"]))
def test_a_suggestion_is_never_the_number_itself(text: str, country: str) -> None:
    """A doubt names another number."""
    assert all(f.suggestion is None or f.suggestion != f.e164 for f in find_phones(text, country=country))
