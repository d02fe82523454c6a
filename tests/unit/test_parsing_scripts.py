"""Cards in other scripts, from their words: who, what, which firm, where. All people and firms are invented."""

from __future__ import annotations

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import ContactDetails
from cardscan.reading.parsing import read
from cardscan.reading.parsing.evidence.lexicons import fold, words
from cardscan.reading.parsing.evidence.scripted import (
    closed_up,
    is_other_script,
    says_legal_form,
    says_street,
    says_title,
    surname_of,
)
from cardscan.reading.parsing.lines.layout import lines_of
from cardscan.reading.parsing.names.name_parts import parse_name

SIZE = (1050, 600)


def in_print(row: str) -> list[str]:
    """The words of a line of Arabic from the left: a number behind a label keeps its order."""
    first, *rest = row.split()
    return [*rest, first] if rest and rest[0].startswith("+") else [first, *rest][::-1]


def page(*rows: str, leftwards: bool = False) -> Page:
    """Rows of words, the second one the largest, as one pass gives them."""
    found, top = [], 40
    for number, row in enumerate(rows):
        height = 44 if number == 1 else 26
        left = 60
        for text in in_print(row) if leftwards else row.split():
            wide = any("\u2e80" <= c <= "\ud7af" for c in text)
            width = int(len(text) * height * (0.95 if wide else 0.55))
            found.append(Word(text, Box(left, top, width, height), 0.93))
            left += width + int(height * 0.3)
        top += height + 22
    return Page("plain", tuple(found), SIZE)


def details_of(*rows: str, leftwards: bool = False) -> ContactDetails:
    return read([page(*rows, leftwards=leftwards)]).details


CARDS = {
    "ja": (
        ("株式会社あおぞら文具", "清水健太", "営業部長", "電話 +81 3-5555-0142", "kenta@aozora.example.com",
         "〒100-0099", "東京都千代田区青葉町4-2-8"),
        ("清水健太", "営業部長", "株式会社あおぞら文具", "〒100-0099, 東京都千代田区青葉町4-2-8"),
    ),
    "zh": (
        ("上海晨星贸易有限公司", "欧阳雪梅", "销售总监", "电话 +86 10 5555 0142", "xuemei@chenxing.example.com",
         "上海市浦东新区晨星路8号"),
        ("欧阳雪梅", "销售总监", "上海晨星贸易有限公司", "上海市浦东新区晨星路8号"),
    ),
    "ko": (
        ("(주)새벽문구", "김하나", "마케팅 팀장", "전화 +82 2-555-0142", "hana@saebyeok.example.com",
         "서울특별시 강남구 푸른로 12"),
        ("김하나", "마케팅 팀장", "(주)새벽문구", "서울특별시 강남구 푸른로 12"),
    ),
    "ru": (
        ("ООО «Северный маяк»", "Анна Образцова", "Главный бухгалтер", "тел. +7 495 555-01-42",
         "anna@mayak.example.com", "101000, г. Казань, ул. Примерная, д. 12"),
        ("Анна Образцова", "Главный бухгалтер", "ООО «Северный маяк»", "101000, г. Казань, ул. Примерная, д. 12"),
    ),
    "el": (
        ("Γαλάζιος Φάρος ΑΕ", "Ελένη Παραδείγματου", "Διευθύνουσα Σύμβουλος", "τηλ. +30 210 555 0142",
         "eleni@faros.example.com", "οδός Ελαιώνα 12, 104 59 Πάτρα"),
        ("Ελένη Παραδείγματου", "Διευθύνουσα Σύμβουλος", "Γαλάζιος Φάρος ΑΕ", "οδός Ελαιώνα 12, 104 59 Πάτρα"),
    ),
    "ar": (
        ("شركة المنارة الزرقاء", "ليلى منصور", "مدير المبيعات", "هاتف: +20 2 5555 0142", "layla@manara.example.com",
         "شارع الياسمين 12 القاهرة"),
        ("ليلى منصور", "مدير المبيعات", "شركة المنارة الزرقاء", "شارع الياسمين 12 القاهرة"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", CARDS)
def test_a_card_in_another_script_names_person_job_firm_and_place(language: str) -> None:
    """As a card in Latin letters does, with its number and address on the net."""
    rows, (name, title, firm, place) = CARDS[language]
    details = details_of(*rows, leftwards=language == "ar")
    assert details.name is not None
    assert (details.name.full, details.titles, details.organization) == (name, (title,), firm)
    assert [address.printed for address in details.addresses] == [place]
    assert len(details.emails) == len(details.phones) == 1


def test_a_name_in_latin_letters_is_the_name_where_the_card_has_both() -> None:
    """The other is the same person, and no second one."""
    details = details_of(
        "上海晨星贸易有限公司", "欧阳雪梅", "Xuemei Ouyang", "销售总监", "xuemei.ouyang@chenxing.example.com"
    )
    assert details.name is not None
    assert details.name.full == "Xuemei Ouyang"
    assert details.other_names == ()
    assert "欧阳雪梅" in details.unassigned


@pytest.mark.parametrize(
    ("printed", "family", "given"),
    [
        ("清水健太", "清水", "健太"),
        ("林美咲", "林", "美咲"),
        ("欧阳芳", "欧阳", "芳"),
        ("王晓明", "王", "晓明"),
        ("김하나", "김", "하나"),
        ("남궁민수", "남궁", "민수"),
        ("清水 健太", "清水", "健太"),
    ],
)
def test_the_family_name_stands_first_without_a_space(printed: str, family: str, given: str) -> None:
    """Of two that fit, the longer one."""
    person = parse_name(printed)
    assert person is not None
    assert (person.family, person.given) == (family, given)


@pytest.mark.parametrize("text", ["株式会社", "青空文具店", "4-2-8", "Ada", "", "営業"])
def test_what_begins_with_no_family_name_has_none(text: str) -> None:
    """Nor has a name that would be left without a given one."""
    assert surname_of(text) is None


@pytest.mark.parametrize(
    ("text", "title", "form", "street"),
    [
        ("営業部長", True, False, False),
        ("合同会社つばさ", False, True, False),
        ("大阪府大阪市北区4-2", False, False, True),
        ("기술이사", True, False, False),
        ("미르문구 주식회사", False, True, False),
        ("부산광역시 해운대구 12", False, False, True),
        ("Заместитель директора", True, False, False),
        ("АО «Пример»", False, True, False),
        ("Садовый пер., д. 8", False, False, True),
        ("Πολιτικός Μηχανικός", True, False, False),
        ("Δείγμα Α.Ε.", False, True, False),
        ("Λεωφόρος Ελαιώνα 8", False, False, True),
        ("مهندس معماري", True, False, False),
        ("مؤسسة النموذج", False, True, False),
        ("12 شارع النخيل", False, False, True),
        ("מנהלת שיווק", True, False, False),
        ("רחוב הדקל 12", False, False, True),
    ],
)
def test_words_of_jobs_firms_and_streets_are_known(text: str, title: bool, form: bool, street: bool) -> None:
    """In each of these scripts, and none is taken for another."""
    assert is_other_script(text)
    assert (says_title(text), says_legal_form(text), says_street(text)) == (title, form, street)


@pytest.mark.parametrize("text", ["Ada Example", "Łódź Żółw", "Nguyễn Thị Mẫu", "Müller & Söhne 株", "4-2-8"])
def test_latin_letters_with_any_accent_are_no_other_script(text: str) -> None:
    """Those rules never see them."""
    assert not is_other_script(text)


@pytest.mark.parametrize(
    ("read_as", "printed"),
    [
        ("青葉町 4 丁目 2 番 8 号", "青葉町4丁目2番8号"),
        ("T 100-0099", "T 100-0099"),  # nothing says Japan
        ("サンプル 文具 株式 会社", "サンプル文具株式会社"),
        ("邮编 200120", "邮编 200120"),
        ("마케팅 팀장", "마케팅 팀장"),
        ("Ada Example", "Ada Example"),
    ],
)
def test_spaces_that_readers_leave_in_words_of_han_letters_go(read_as: str, printed: str) -> None:
    """Where the script has none."""
    assert closed_up(read_as) == printed


def test_lines_that_run_leftwards_are_read_from_the_right() -> None:
    """Their numbers and what is in Latin letters within them from the left."""
    numbers = [Word(text, Box(60 + 100 * n, 40, 90, 26), 0.9) for n, text in enumerate(("+20", "2", "5555", "0142"))]
    label = Word("هاتف:", Box(460, 40, 80, 26), 0.9)
    (again,) = lines_of(Page("plain", (*numbers, label), SIZE))
    assert again.text == "هاتف: +20 2 5555 0142"


def test_lists_are_folded_as_texts_are() -> None:
    """A syllable of Korean, a voiced kana, a last sigma and a Russian й are more than one sign when folded."""
    for name, printed in [
        ("titles", "대표이사"), ("titles", "デザイナー"), ("titles", "генеральный"), ("titles", "δικηγόρος"),
    ]:  # fmt: skip
        assert fold(printed) in words(name)
