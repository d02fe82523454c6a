"""A name that a person corrects keeps what it had: its order, particles, titles, letters and second script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.model.reading import PersonName
from cardscan.reading.parsing.names.name_correction import corrected_name

ANA = PersonName("Dr. Ana von der Mustrefrau", "Ana", "von der Mustrefrau", "Dr.", post_nominals=("PhD",))
TARO = PersonName("Yamada Taro", "Taro", "Yamada", other_script="山田太郎")


@pytest.mark.parametrize("text", ["Dr. Ana von der Musterfrau, PhD", "Dr. Ana von der Musterfrau"])
def test_a_letter_mended_in_a_name_changes_that_letter_alone(text: str) -> None:
    """Honorific, particle and post-nominals stay, written again or not."""
    expected = PersonName("Dr. Ana von der Musterfrau", "Ana", "von der Musterfrau", "Dr.", post_nominals=("PhD",))
    assert corrected_name(text, ANA) == expected


@pytest.mark.parametrize(
    ("text", "old", "given_name", "family"),
    [
        ("Yamada Taroo", TARO, "Taroo", "Yamada"),
        ("Yamado Taro", TARO, "Taro", "Yamado"),
        ("Yamada Tarō", PersonName("Yamada Taro", "Yamada", "Taro", other_script="山田太郎"), "Tarō", "Yamada"),
        ("Yamada Taro", PersonName("Yamada Taru", other_script="山田太郎"), "Taro", "Yamada"),
        ("Nagy Anna", PersonName("Nagy Ana", "Ana", "Nagy"), "Anna", "Nagy"),
        ("Kovács Béla", PersonName("Nagy Ana", "Ana", "Nagy"), "Béla", "Kovács"),
        ("山田次郎", PersonName("山田太郎", "太郎", "山田"), "次郎", "山田"),
        ("김철수", PersonName("김철호", "철호", "김"), "철수", "김"),
    ],
)
def test_a_name_with_the_family_name_first_keeps_its_order(
    text: str, old: PersonName, given_name: str, family: str
) -> None:
    """By its reading, by its second script beside a known family name, or by its own script."""
    new = corrected_name(text, old)
    assert (new.full, new.given, new.family, new.other_script) == (text, given_name, family, old.other_script)


@pytest.mark.parametrize(
    ("text", "old", "given_name", "family"),
    [
        ("Taro Yamado", PersonName("Taro Yamada", "Taro", "Yamada", other_script="山田太郎"), "Taro", "Yamado"),
        ("Ana Maria Muster", PersonName("Ana Muster", "Ana", "Muster"), "Ana Maria", "Muster"),
        ("Ana Maria Weber", PersonName("Ana Muster", "Ana", "Muster"), "Ana Maria", "Weber"),
        ("Ana García Lopez", PersonName("Ana Garcia López", "Ana", "Garcia López"), "Ana", "García Lopez"),
        ("Maria del Carmen Muster", PersonName("Maria del Carmen Mustre", "Maria del Carmen", "Mustre"),
         "Maria del Carmen", "Muster"),
        ("Don Draper", PersonName("Don Drapper", "Don", "Drapper"), "Don", "Draper"),
        ("Jack MA", PersonName("Jack MAA", "Jack", "MAA"), "Jack", "MA"),
        ("Ana e Silva Muster", PersonName("Ana Silva Muster", "Ana", "Silva Muster"), "Ana", "e Silva Muster"),
        ("Ana (Anna) Muster", PersonName("Ana Mustre", "Ana", "Mustre"), "Ana", "Muster"),
        ("Ana Muster (Anna)", PersonName("Ana Mustre", "Ana", "Mustre"), "Ana", "Muster"),
        ("Nguyễn Văn Ánh", PersonName("Nguyen Van Anh", "Van Anh", "Nguyen"), "Văn Ánh", "Nguyễn"),
        ("Иванов Иван Ильич", PersonName("Иванов Иван Ильнч", "Иван Ильнч", "Иванов"), "Иван Ильич", "Иванов"),
        ("Anna Muster", PersonName("Muster, Ana", "Ana", "Muster"), "Anna", "Muster"),
        ("Muster Ana", PersonName("Ana Muster", "Ana", "Muster"), "Ana", "Muster"),
        ("Muster", PersonName("Ana Mustre", "Ana", "Mustre"), None, "Muster"),
        ("Mira", PersonName("Ana Mustre", "Ana", "Mustre"), "Mira", None),
    ],
)  # fmt: skip
def test_words_of_the_old_name_stay_what_they_were(
    text: str, old: PersonName, given_name: str | None, family: str | None
) -> None:
    """What the old name calls given or family stays that; a single word is one name."""
    new = corrected_name(text, old)
    assert (new.full, new.given, new.family, new.honorific, new.post_nominals) == (text, given_name, family, None, ())


def test_a_middle_name_of_an_address_book_stays_out_of_the_given_name() -> None:
    """vCard keeps it apart, and a corrected letter is no reason to move it."""
    new = corrected_name("Anna Maria Muster", PersonName("Ana Maria Muster", "Ana", "Muster"))
    assert (new.given, new.family) == ("Anna", "Muster")


def test_family_comma_given_says_outright_which_is_which() -> None:
    """Whatever the reading made of it; titles before the given name are titles."""
    wrong = PersonName("Yamada Taro", "Yamada", "Taro")
    assert corrected_name("Yamada, Taro", wrong) == PersonName("Taro Yamada", "Taro", "Yamada")
    assert corrected_name("Nagy, Anna", country="HU") == PersonName("Nagy Anna", "Anna", "Nagy")
    assert corrected_name("Muster, Anna", PersonName("Muster, Ana", "Ana", "Muster")).full == "Anna Muster"
    assert corrected_name("Muster, Dr. Ana, MBA") == PersonName(
        "Dr. Ana Muster", "Ana", "Muster", "Dr.", post_nominals=("MBA",)
    )


def test_a_part_is_taken_out_by_nothing_but_taking_it_out() -> None:
    """On a page with all parts; who writes the name anew in a terminal takes out only what the name shows."""
    old = PersonName("Dr. Ana Muster", "Ana", "Muster", "Dr.", post_nominals=("PhD",), other_script="アナ")
    assert corrected_name("Dr. Ana Muster (アナ)", old).post_nominals == ()
    assert corrected_name("Dr. Ana Muster, PhD", old).other_script is None
    assert corrected_name("Ana Muster", old).honorific is None
    anew = corrected_name("Dr. Ana Muster", old, whole=False)
    assert (anew.post_nominals, anew.other_script) == (("PhD",), "アナ")


def test_a_name_written_in_its_second_script_changes_places_with_the_first() -> None:
    """Neither is lost, and a slip in the second script is not kept beside its correction."""
    for known in ("山田太郎", "山田太朗"):
        new = corrected_name("山田太郎", PersonName("Taro Yamada", "Taro", "Yamada", other_script=known))
        assert new == PersonName("山田太郎", "太郎", "山田", other_script="Taro Yamada")


def test_a_suffix_is_kept_changed_and_taken_out() -> None:
    """Junior and senior stand in the full name, so what is written holds."""
    junior = PersonName("Ada Exampel Jr", "Ada", "Exampel", suffix="Jr")
    assert corrected_name("Ada Example Jr", junior) == PersonName("Ada Example Jr", "Ada", "Example", suffix="Jr")
    assert corrected_name("Ada Exampel Sr", junior).suffix == "Sr"
    assert corrected_name("Ada Exampel", junior).suffix is None


_WORDS = st.text("AaBbéßñ'-.,&() \u0645\u5c71\u7530\uac00", max_size=40)


@given(text=_WORDS.filter(str.strip), first=_WORDS, last=_WORDS, whole=st.booleans())
def test_any_text_is_a_name_that_holds_what_was_written(text: str, first: str, last: str, *, whole: bool) -> None:
    """No text fails; and what became given and family name stands in the full name."""
    text = " ".join(text.split())
    old = PersonName(f"{first} {last}".strip() or "?", first or None, last or None)
    new = corrected_name(text, old, whole=whole)
    assert new.full
    for part in (new.given, new.family):
        assert part is None or set(part.split()) <= {*new.full.split()} or part in new.full


@given(
    parts=st.tuples(
        st.sampled_from(["Anabel", "Jean-Luc", "Maria del Carmen", "Wei Ming"]),
        st.sampled_from(["Muster", "von der Musterfrau", "García López", "Melo e Castro", "Musterová"]),
    ),
    honorific=st.sampled_from([None, "Dr.", "Prof. Dr.", "Baroness"]),
    letters=st.sampled_from([(), ("PhD",), ("MBA", "PhD"), ("Mitglied",)]),
    second=st.sampled_from([None, "アナ", "محمد"]),
    family_first=st.booleans(),
    which=st.integers(0, 1),
    at=st.integers(0, 30),
)
def test_one_letter_changes_one_part(
    parts: tuple[str, str],
    honorific: str | None,
    letters: tuple[str, ...],
    second: str | None,
    *,
    family_first: bool,
    which: int,
    at: int,
) -> None:
    """In either order, with whatever stands around the name: all other parts stay as they were."""
    long = [place for place in range(len(parts[which])) if _length_of_word(parts[which], place) > 3]
    place = long[at % len(long)]
    mended = parts[which][:place] + "x" + parts[which][place + 1 :]
    new = (mended, parts[1]) if which == 0 else (parts[0], mended)

    def full(given_name: str, family: str) -> str:
        names = (family, given_name) if family_first else (given_name, family)
        return " ".join(filter(None, (honorific, *names)))

    old = PersonName(full(*parts), *parts, honorific, None, letters, second)
    assert corrected_name(full(*new), old) == PersonName(full(*new), *new, honorific, None, letters, second)


def _length_of_word(text: str, place: int) -> int:
    """Of the word around a letter; 0 at a space or hyphen."""
    if not text[place].isalpha():
        return 0
    start, end = text.rfind(" ", 0, place) + 1, text.find(" ", place)
    return len(text[start : end if end >= 0 else None])
