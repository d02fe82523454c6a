"""Printed names and their parts, in many cultures' ways of writing them. All people are invented."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cardscan.reading.parsing.evidence.lexicons import fold
from cardscan.reading.parsing.names.name_parts import natural_case, only_given_names, parse_name, persons_in
from cardscan.reading.parsing.names.post_nominals import credentials

PLAIN = [
    # printed, given, family
    ("Ada Example", "Ada", "Example"),
    ("  Ada   Example  ", "Ada", "Example"),
    ("• Ada Example |", "Ada", "Example"),
    ("Ada B. Example", "Ada B.", "Example"),
    ("A. B. Example", "A. B.", "Example"),
    ("J.R.R. Example", "J.R.R.", "Example"),
    ("KV Beispiel", "KV", "Beispiel"),
    ("Ramu K.", "Ramu", "K"),
    ("Ada von Example", "Ada", "von Example"),
    ("Ada de la Example", "Ada", "de la Example"),
    ("Lotte van den Voorbeeld", "Lotte", "van den Voorbeeld"),
    ("Ali bin Omar", "Ali", "bin Omar"),
    ("Maria dos Exemplos", "Maria", "dos Exemplos"),
    ("Jean-Pierre d'Exemple", "Jean-Pierre", "d'Exemple"),
    ("McAda Example", "McAda", "Example"),
    ('Ada "Addie" Example', 'Ada "Addie"', "Example"),
    ("Example, Ada", "Ada", "Example"),
    ("van Voorbeeld, Lotte", "Lotte", "van Voorbeeld"),
    ("Ada EXAMPLE", "Ada", "Example"),
    ("EXAMPLE Ada", "Ada", "Example"),
    ("Ada van EXAMPLE", "Ada", "van Example"),
    ("Łukasz Przykład", "Łukasz", "Przykład"),
    ("Νίκος Παράδειγμα", "Νίκος", "Παράδειγμα"),
    ("Иван Примеров", "Иван", "Примеров"),
    ("山田 太郎", "太郎", "山田"),
    ("김 철수", "철수", "김"),
    ("Ada", "Ada", None),
    ("山田太郎", "太郎", "山田"),
    ("漢字太郎", None, None),  # no known family name
]


@pytest.mark.parametrize(("printed", "given", "family"), PLAIN)
def test_a_name_is_split_where_its_culture_splits_it(printed: str, given: str | None, family: str | None) -> None:
    """Particles belong to the family, initials to the given name; Han letters part behind a known family name."""
    name = parse_name(printed)
    assert name is not None
    assert (name.given, name.family) == (given, family)


@pytest.mark.parametrize(
    ("printed", "country", "given", "family"),
    [
        ("Minta Anna", "HU", "Anna", "Minta"),
        ("Wang Xiaoli", "CN", "Xiaoli", "Wang"),
        ("Ana Garcia Lopez", "ES", "Ana", "Garcia Lopez"),
        ("Ana María García López", "MX", "Ana María", "García López"),
        ("Ana de la Torre García", "ES", "Ana", "de la Torre García"),
        ("YAMADA Taro", "JP", "Taro", "Yamada"),
        ("Taro YAMADA", "JP", "Taro", "Yamada"),
        ("João da Silva", "BR", "João", "da Silva"),
        ("Ana Garcia Lopez", "US", "Ana Garcia", "Lopez"),
    ],
)
def test_the_cards_country_decides_the_order(printed: str, country: str, given: str, family: str) -> None:
    """Hungarian and Chinese names begin with the family, Iberian ones end with two."""
    name = parse_name(printed, country=country)
    assert name is not None
    assert (name.given, name.family) == (given, family)


@pytest.mark.parametrize(
    ("printed", "honorific"),
    [
        ("Dr. Ada Example", "Dr."),
        ("Dr.Ada Example", "Dr."),
        ("Prof. Dr. Ada Example", "Prof. Dr."),
        ("Dr. med. Ada Example", "Dr. med."),
        ("Mr. Ada Example", "Mr."),
        ("Mrs Ada Example", "Mrs"),
        ("Dipl.-Ing. Ada Example", "Dipl.-Ing."),
        ("Kfm. Ada Example", "Kfm."),
        ("Dipl.-Ing. (FH) Ada Example", "Dipl.-Ing. (FH)"),
        ("Dott.ssa Ada Example", "Dott.ssa"),
        ("Sig.ra Ada Example", "Sig.ra"),
        ("Eng. Ada Example", "Eng."),
        ("Sra. Ada Example", "Sra."),
        ("Lic. Ada Example", "Lic."),
        ("Shri Ada Example", "Shri"),
        ("Er. Ada Example", "Er."),
        ("Mme Ada Example", "Mme"),
        ("Lt Col Ada Example", "Lt Col"),
    ],
)
def test_an_honorific_is_kept_apart_and_in_front(printed: str, honorific: str) -> None:
    """It opens the full name and is no given name."""
    name = parse_name(printed)
    assert name is not None
    assert (name.honorific, name.given, name.family) == (honorific, "Ada", "Example")
    assert name.full == f"{honorific} Ada Example"


@pytest.mark.parametrize("printed", ["M. Ada Example", "Er Example", "Ca Example", "Drake Example", "Mia Example"])
def test_an_initial_or_a_name_that_looks_like_an_honorific_is_none(printed: str) -> None:
    """A capital alone is an initial; short honorifics need their full stop."""
    name = parse_name(printed)
    assert name is not None
    assert name.honorific is None
    assert name.full == printed


@pytest.mark.parametrize(
    ("printed", "degrees"),
    [
        ("Ada Example, PhD", ("PhD",)),
        ("Ada Example MBA", ("MBA",)),
        ("ADA EXAMPLE, MD", ("MD",)),
        ("Ada Example, Ph.D., MBA", ("Ph.D.", "MBA")),
        ("Ada Example MBA PMP", ("MBA PMP",)),
        ("Ada Example B.Tech", ("B.Tech",)),
        ("ADA EXAMPLE B.E., M.B.A", ("B.E.", "M.B.A")),
        ("Ada Example Esq.", ("Esq",)),
        ("Ada Example LEED AP", ("LEED AP",)),
        ("Ada Example BVSc", ("BVSc",)),
        ("Ada Example, GAICD", ("GAICD",)),
        ("Ada Example GAICD", ("GAICD",)),
        ("ADA EXAMPLE MBA", ("MBA",)),
        ("Ada Example CPA FRACP", ("CPA", "FRACP")),
        ("Ada Example, FRACX, MANZCVX", ("FRACX", "MANZCVX")),
        ("Ada Example, (Ph.D., School of Samples)", ("Ph.D., School of Samples",)),
    ],
)
def test_post_nominals_are_no_part_of_the_name(printed: str, degrees: tuple[str, ...]) -> None:
    """Degrees behind a name are kept apart, written as printed."""
    name = parse_name(printed)
    assert name is not None
    assert (name.full, name.post_nominals) == ("Ada Example", degrees)


@pytest.mark.parametrize("printed", ["Yo-Yo Ma", "YO-YO MA", "Hyun Do", "Ben Ba"])
def test_a_family_name_that_spells_a_degree_stays(printed: str) -> None:
    """Without a comma or full stop, MA may be a family."""
    name = parse_name(printed)
    assert name is not None
    assert name.post_nominals == ()
    assert name.family is not None
    assert fold(name.family) == fold(printed.split()[-1])


@pytest.mark.parametrize(
    ("printed", "suffix"), [("Ada Example Jr.", "Jr"), ("Ada Example, Sr.", "Sr"), ("Ada Example III", "III")]
)
def test_a_suffix_is_kept(printed: str, suffix: str) -> None:
    """In the full name and by itself, never as the family."""
    name = parse_name(printed)
    assert name is not None
    assert (name.full, name.family, name.suffix) == (f"Ada Example {suffix}", "Example", suffix)


@pytest.mark.parametrize("pronouns", ["(she/her)", "(dey/dem)", "[they/them]", "(sie/ihr)", "(he / him / his)"])
def test_pronouns_are_no_part_of_the_name(pronouns: str) -> None:
    """Whatever the language."""
    name = parse_name(f"Ada Example {pronouns}")
    assert name is not None
    assert name.full == "Ada Example"


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("ADA EXAMPLE", "Ada Example"),
        ("SEAN O'EXAMPLE", "Sean O'Example"),
        ("SEAN O’EXAMPLE", "Sean O’Example"),
        ("SEAN MCEXAMPLE", "Sean McExample"),
        ("JEAN-PIERRE EXEMPLE", "Jean-Pierre Exemple"),
        ("JEAN D'EXEMPLE", "Jean d'Exemple"),
        ("ŁUKASZ ŻÓŁW", "Łukasz Żółw"),
        ("ИВАН ПРИМЕРОВ", "Иван Примеров"),
        ("KV EXAMPLE", "KV Example"),
        ("YO-YO MA", "Yo-Yo Ma"),
        ("deAnne McExample", "deAnne McExample"),
    ],
)
def test_all_capitals_become_natural_case_and_mixed_case_stays(printed: str, full: str) -> None:
    """Two capitals that are no known name are initials."""
    name = parse_name(printed)
    assert name is not None
    assert name.full == full


@pytest.mark.parametrize(
    ("printed", "full"),
    [("0'Example Ada", "O'Example Ada"), ("J0HN EXAMPLE", "John Example"), ("Pau1 Example", "Paul Example")],
)
def test_digits_in_a_name_are_misread_letters(printed: str, full: str) -> None:
    """Readers confuse O with 0 and l with 1."""
    name = parse_name(printed)
    assert name is not None
    assert name.full == full


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("lvo Example", "Ivo Example"),
        ("Ada lyengar", "Ada Iyengar"),
        ("lNGRID EXAMPLE", "Ingrid Example"),
        ("lara Example", "Iara Example"),
        ("lan Example", "Ian Example"),
        ("Ada la Example", "Ada la Example"),
        ("Ada lopez", "Ada lopez"),
        ("ada lngrid", "ada lngrid"),
    ],
)
def test_a_small_l_before_a_consonant_is_a_capital_i(printed: str, full: str) -> None:
    """A word of a name begins with a capital; particles, known names and names in small letters stay."""
    name = parse_name(printed)
    assert name is not None
    assert name.full == full


@pytest.mark.parametrize("printed", ["", "   ", "...", "123", "+44 01632", "--- | •"])
def test_what_has_no_letters_is_no_name(printed: str) -> None:
    """None, not a blank name."""
    assert parse_name(printed) is None


COUNTRIES = st.sampled_from([None, "US", "ES", "HU", "CN", "JP", "xx", ""])


@given(st.text(max_size=80), COUNTRIES)
def test_no_text_makes_it_fail(text: str, country: str | None) -> None:
    """Any Unicode gives a name with something in it, or None."""
    name = parse_name(text, country=country)
    if name is not None:
        assert name.full.strip()
        assert name.given is None or name.given.strip()
        assert name.family is None or name.family.strip()


WORDS = st.lists(st.text(st.characters(categories=["Lu", "Ll"]), min_size=2, max_size=9), min_size=1, max_size=5)


@given(WORDS, COUNTRIES)
def test_every_letter_of_a_name_is_kept(words: list[str], country: str | None) -> None:
    """What is not in the full name is a degree; nothing is lost and nothing made up."""

    def letters(text: str) -> list[str]:
        bare = unicodedata.normalize("NFKC", text).casefold().replace("l", "i")  # a small l may be a misread I
        return sorted(c for c in fold(bare) if c.isalpha())

    more = parse_name(" ".join([*(f"{word}." for word in words), "Example"]), country=country)
    assume(more is not None and more.honorific is None)  # "AR" or "HON" alone is an honorific, and no name
    name = parse_name(" ".join(words), country=country)
    assert name is not None
    assert letters(" ".join([name.full, *name.post_nominals])) == letters(" ".join(words))


@given(st.text(max_size=60))
def test_natural_case_is_settled_after_once(text: str) -> None:
    """Casing a cased name changes nothing, except words that case itself does not settle."""
    once = natural_case(text)
    if once.split() and all(word.isascii() for word in once.split()):
        assert natural_case(once) == once


def test_a_hostile_line_comes_to_an_end() -> None:
    """The patterns do not explode on repetitions: even work by the square of these lengths would take hours."""
    for repeated in ("Dr. ", "Ada, ", "M.B.A ", "a(a(", "Dipl.-", "(she/"):
        parse_name(repeated * 200_000 + "!")


@pytest.mark.parametrize(
    ("printed", "persons"),
    [
        ("Ada / Bo Ida", ["Ada", "Bo Ida"]),
        ("ADA E EXEMPLAR", ["Ada", "Exemplar"]),
        ("Ada & Peter Example", ["Ada Example", "Peter Example"]),
        ("Anna und Peter Beispiel", ["Anna Beispiel", "Peter Beispiel"]),
        ("Dr. Ada Example / Peter Sample", ["Dr. Ada Example", "Peter Sample"]),
        ("ID 55*8*12 / Ada", ["Ada"]),
        ("Ada Melo e Castro", ["Ada Melo e Castro"]),
        ("Ada Example, M.Sc. & MBA", ["Ada Example"]),
        ("Example & Sons", ["Example & Sons"]),
        ("12 / 34", []),
    ],
)
def test_a_line_may_name_several_persons(printed: str, persons: list[str]) -> None:
    """A family name of two words, degrees and firms are not taken apart."""
    assert [person.full for person in persons_in(printed)] == persons


@example("00A/A¹")
@given(st.text(max_size=60))
def test_whatever_stands_on_a_line_some_person_or_none_is_found(text: str) -> None:
    """Somebody where the whole line could be a name; nobody where neither it nor a part of it could ("ID45*8/Ada")."""
    found, whole = bool(persons_in(text)), parse_name(text) is not None
    assert found or not whole
    assert whole or not found or any(parse_name(part) is not None for part in re.split(r"[/&+]", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada / Bo", True),
        ("Xyzzy / Anna Paula", True),
        ("Anna / Foobar / Quux", False),
        ("Marketing / Anna", False),
        ("ANNA / PAULA", False),
        ("Anna Paula", False),
    ],
)
def test_given_names_with_strokes_between_are_persons(text: str, expected: bool) -> None:
    """At least half of them are known, and none is a word of firms."""
    assert only_given_names(text) is expected


@pytest.mark.parametrize("text", ["NG15 7DS Opp Sample Ford", "AB12 Example", "X500Z"])
def test_a_postal_code_or_a_model_is_no_name(text: str) -> None:
    """Two digits in a word with letters."""
    assert parse_name(text) is None


def test_a_name_behind_a_number_and_a_stroke_is_the_one_person_of_its_line() -> None:
    """However the two were glued."""
    assert [person.full for person in persons_in("ID45*8*1214/Valda")] == ["Valda"]


@pytest.mark.parametrize(
    ("letters", "parts"),
    [
        ("RN-BC", ("RN-BC",)),
        ("RN - CRNA", ("RN", "CRNA")),
        ("MD/PhD", ("MD", "PhD")),
        ("MD - PhD", ("MD", "PhD")),
        ("PE – LEED AP", ("PE", "LEED AP")),
        ("LEED AP BD+C", ("LEED AP", "BD+C")),
        ("BSN, RN-BC, CCRN", ("BSN", "RN-BC", "CCRN")),
        ("MSN, APRN, FNP-BC", ("MSN", "APRN", "FNP-BC")),
        ("CPA/ABV", ("CPA", "ABV")),
        ("OTR/L", ("OTR/L",)),
        ("M.S., CCC-SLP", ("M.S.", "CCC-SLP")),
        ("R.N. - B.S.N", ("R.N.", "B.S.N")),
        ("M.A.-B.Ed", ("M.A.", "B.Ed")),
        ("Dipl.-Ing", ("Dipl.-Ing",)),
        ("Dr.-Ing", ("Dr.-Ing",)),
        ("P.Eng", ("P.Eng",)),
        ("Ed.D", ("Ed.D",)),
        ("BA (Hons), ACIM", ("BA (Hons)", "ACIM")),
        ("AIA, LEED® AP BD+C", ("AIA", "LEED AP", "BD+C")),
    ],
)
def test_letters_behind_a_comma_are_taken_whatever_parts_them(letters: str, parts: tuple[str, ...]) -> None:
    """Hyphens, slashes and dashes make one person no family name and no second person."""
    (person,) = persons_in(f"Ada Example, {letters}")
    assert (person.full, person.family, person.post_nominals) == ("Ada Example", "Example", parts)


@pytest.mark.parametrize(
    ("printed", "degrees"),
    [
        ("Ada Example — CPA", ("CPA",)),
        ("Ada Example – MBA – CFA", ("MBA", "CFA")),
        ("Ada Example – MBA – EMEA", ()),
        ("Ada Example RN-BC", ("RN-BC",)),
        ("Ada Example SHRM-SCP, PHR", ("SHRM-SCP", "PHR")),
        ("Anne MA-LEE", ()),
        ("ADA EXAMPLE, RN-BC", ("RN-BC",)),
        ("ADA EXAMPLE, RN - CRNA", ("RN", "CRNA")),
        ("ADA EXAMPLE, CCC-SLP", ("CCC-SLP",)),
    ],
)
def test_behind_a_dash_or_in_capitals_letters_must_look_like_no_word(printed: str, degrees: tuple[str, ...]) -> None:
    """Behind a dash all are listed; in capitals the first is, or has no vowel."""
    name = parse_name(printed)
    assert name is not None
    assert name.post_nominals == degrees


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("Example-Muster, Ada", "Ada Example-Muster"),
        ("LEE, ANN-MARIE", "Ann-Marie Lee"),
        ("LEE KIM, ANN-MARIE", "Ann-Marie Lee Kim"),
        ("LEE KIM, XIU-MEI", "Xiu-Mei Lee Kim"),
    ],
)
def test_a_given_name_with_a_hyphen_behind_a_comma_is_none(printed: str, full: str) -> None:
    """ "Last, First" is turned round; a given name is in the list."""
    name = parse_name(printed)
    assert name is not None
    assert (name.full, name.post_nominals) == (full, ())


@pytest.mark.parametrize("text", ["CEO/CFO", "VP-Sales", "CEO - EMEA", "Berlin", "Ann-Marie", "", "-", "RN,"])
def test_titles_towns_and_names_are_no_credentials(text: str) -> None:
    """Nor are marks alone; a comma that ends a line ends nothing else."""
    assert credentials(text) == (("RN",) if text == "RN," else ())


@given(st.text(alphabet="RNMDPhBCa.,-/+&() ", max_size=300))
def test_credentials_of_any_text_are_parts_of_it(text: str) -> None:
    """Nothing is made up, and no text takes long."""
    assert all(part in text for part in credentials(text))
