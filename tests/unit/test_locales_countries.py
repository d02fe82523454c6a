"""One file a country: strict when it is read, and all that a new country needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cardscan.followup.language import choose_language
from cardscan.locales.countries import FOLDER, countries, known_country, load_countries, sole_language
from cardscan.locales.strict_toml import LocaleFileError
from cardscan.model.codes import countries as iso_countries
from cardscan.model.encounter import Encounter
from cardscan.reading.parsing.countries.country import country_of

FAROE_ISLANDS = r"""
name = "Faroe Islands"
names = ["faroe islands", "føroyar", "färöer"]
places = ["tórshavn", "klaksvík"]
languages = ["da"]
capitals_only = ["sp/f"]

[legal_forms]
"sp/f" = 3.0

[words]
"gøta" = 1.0

[postal]
code = '\bFO[-–\s]\d{3}\b'
before_town = true

[phone]
local_lengths = [6]

[[phone.local_mobiles]]
digits = 6
first_digits = "2"

[[phone.groupings]]
weight = 2.5
sizes = [[2, 2, 2]]

[[shapes]]
pattern = '\bFO-\d{3}\b'
weight = 4.0
reason = "postal code"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of countries as shipped, to which a test adds."""
    return Path(shutil.copytree(FOLDER, tmp_path / "countries"))


def read_with(folder: Path, lines: list[str]) -> dict[str, object]:
    """What a program that knows the countries of a folder makes of a card's lines."""
    program = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from cardscan.locales import countries\n"
        "countries.FOLDER = Path(sys.argv[1])\n"
        "from cardscan.reading.parsing.addresses.address_parts import build\n"
        "from cardscan.reading.parsing.countries.country import country_of\n"
        "from cardscan.reading.parsing.values.phones.phone_plan import local_kind\n"
        "lines = json.loads(sys.argv[2])\n"
        "country, language = country_of(lines, hint=None)\n"
        "address = build(lines, country)\n"
        "said = [country, language, address.postal_code, address.city, local_kind('212345', country)]\n"
        "print(json.dumps(dict(zip(('country', 'language', 'code', 'city', 'kind'), said))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), json.dumps(lines)], capture_output=True, text=True, check=True
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_country_that_is_not_there_yet_is_one_file(folder: Path) -> None:
    """Its cards are told from others, their postal code and town are found, its mobile numbers known."""
    card = ["Teldugøta 1", "FO-100 Tórshavn"]
    before = read_with(folder, card)
    assert (before["country"], before["code"], before["kind"]) == ("DK", None, "unknown"), "ø speaks for Denmark"
    (folder / "fo.toml").write_text(FAROE_ISLANDS, encoding="utf-8")
    after = read_with(folder, card)
    assert after == {"country": "FO", "language": "da", "code": "100", "city": "Tórshavn", "kind": "mobile"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "pl.toml: name is missing; add it"),
        (
            'name = "Poland"\nplcaes = []',
            "pl.toml: plcaes is no key that cardscan knows; use one of name, names, places",
        ),
        ('name = "Poland"\nnames = "polska"', "pl.toml: names must be a list"),
        ('name = "Poland"\nnames = ["polska", 3]', "pl.toml: names[1] must be a text, and is 3"),
        ('name = "Poland"\nwords = []', "pl.toml: words must be a table"),
        ('name = "Poland"\n[words]\nul = true', "pl.toml: words.ul must be a number, and is True"),
        ('name = "Poland"\nfamily_first = 1', "pl.toml: family_first must be true or false, and is 1"),
        ('name = "Poland"\n[postal]\ncode = "("', "pl.toml: postal.code is no regular expression"),
        (
            'name = "Poland"\n[postal]\nkode = "1"',
            "pl.toml: postal.kode is no key that cardscan knows; use one of code",
        ),
        ('name = "Poland"\n[[shapes]]\nweight = 1', "pl.toml: shapes[0].pattern is missing; add it"),
        ('name = "Poland"\nshapes = [1]', "pl.toml: shapes[0] must be a table"),
        ('name = "Poland"\n[phone]\nlocal_lengths = [7.5]', "pl.toml: phone.local_lengths[0] must be a whole number"),
        ('name = "Poland"\ncapitals_only = ["al"]', 'pl.toml: capitals_only has "al", which is no legal form or word'),
        ('name = "Poland"\nevidence_only = ["x"]', 'pl.toml: evidence_only has "x", which is not in legal_forms'),
        ("name = ", "pl.toml: it cannot be read as TOML"),
    ],
)
def test_a_wrong_file_is_told_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    """Whoever adds a country is told what to correct, before any card is read with it."""
    (tmp_path / "pl.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LocaleFileError) as error:
        load_countries(tmp_path)
    assert said in str(error.value)


def test_a_name_belongs_to_one_country(tmp_path: Path) -> None:
    """Evidence for two countries at once would be evidence for neither."""
    for code in ("ge", "us"):
        (tmp_path / f"{code}.toml").write_text('name = "Georgia"\nnames = ["georgia"]', encoding="utf-8")
    with pytest.raises(LocaleFileError, match=r'us\.toml: names has "georgia", which is in ge\.toml too; keep one'):
        load_countries(tmp_path)


def test_a_file_is_named_after_its_country(tmp_path: Path) -> None:
    (tmp_path / "poland.toml").write_text('name = "Poland"', encoding="utf-8")
    with pytest.raises(LocaleFileError, match=r"poland\.toml: its name must be a country's two letters"):
        load_countries(tmp_path)


def test_every_file_is_a_country_of_the_standard() -> None:
    """Codes are those of ISO 3166-1, so that numbering plans and holidays are found by the same key."""
    assert set(countries()) <= set(iso_countries())


def test_of_a_country_without_a_file_nothing_is_known() -> None:
    assert known_country("AQ") == known_country(None)
    assert known_country("AQ").languages == ()


@pytest.mark.parametrize(
    ("country", "language"),
    [("DE", "de"), ("PY", "es"), ("SN", "fr"), ("TH", "en"), ("AQ", "en"), ("CH", None), ("BE", None), ("CA", None)],
)
def test_a_card_and_a_letter_have_the_same_language_of_a_country(country: str, language: str | None) -> None:
    """Cards of Paraguay were English and letters to it Spanish; a card from Geneva was German."""
    assert country_of(["Example"], hint=country) == (country, language)
    assert sole_language(country) == language


@pytest.mark.parametrize(
    ("lines", "country"),
    [
        (["T 07 5550 1278", "www.coral-wines.net.au", "117 Quarry Terrace, Fortitude Valley QLD 4006"], "AU"),
        (["86 Alder Street", "Columbus, OH 43295, United States"], "US"),
        (["+91 80555 05613", "ananya@annapurna-engineering.co.in"], "IN"),
        (["+91 80555 05613", "Hafenstraße 12, 20457 Hamburg"], "DE"),  # something speaks for the user's country
        (["0361 5550 1278", "www.example.com"], "DE"),
    ],
)
def test_the_users_country_does_not_overrule_a_card_that_surely_is_from_elsewhere(
    lines: list[str], country: str
) -> None:
    """With country = "DE" set, a card from Queensland had a German phone number and got a German letter."""
    assert country_of(lines, hint="DE")[0] == country


@pytest.mark.parametrize(
    ("country", "default", "language"),
    [
        ("CH", "de", "de"),
        ("CH", "fr", "fr"),
        ("CH", "es", "en"),
        ("BE", "de", "de"),
        ("CA", "de", "en"),
        ("CA", "fr", "fr"),
        ("PY", "de", "es"),
        (None, "de", "de"),
    ],
)
def test_where_several_languages_are_spoken_only_the_users_own_is_taken(
    country: str | None, default: str, language: str
) -> None:
    """A letter to a card from Geneva was German; a guess between languages is worse than English."""
    card_language = country_of(["Example"], hint=country)[1] if country else None
    found, _ = choose_language(
        card_language=card_language,
        country=country,
        encounter=Encounter(),
        default=default,
        available=frozenset(("en", "de", "fr", "es", "it", "pt", "nl")),
    )
    assert found == language
