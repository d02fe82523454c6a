"""What cardscan knows of each country: one file a country in `countries/`, named after its ISO 3166-1 code.

All files are read together when the first country is asked for, since evidence for a card's country needs them all:
118 files take about 60 ms of one core, once a process. To add a country or a habit, add a file or a key; nothing else
has to change.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from cardscan.locales.strict_toml import LocaleFileError, read_toml

FOLDER = Path(__file__).with_name("countries")
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shape:
    """What ties a line to the country by its form: a postal code, a script, letters, endings.

    Attributes:
        pattern: A regular expression, searched in the line as printed; `{regions}` stands for the country's regions.
        weight: Evidence for the country. 6 is that of its printed name, 1 that of a weak hint.
        reason: The name of the evidence.
    """

    pattern: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Postal:
    """How the country's postal codes look and where they stand (Universal Postal Union, addressing systems).

    Attributes:
        code: A regular expression for a postal code.
        region: One for a region (a state, a province) in an address, in its only group.
        region_and_code: One for a region with its code at the end of a line, where only both together are sure.
        like_phone: The code as a local phone number could be printed.
        like_phone_elsewhere: That shape is no phone number on a card of an unknown country either.
        ends_line: The code stands behind the town, or alone.
        never_first: What stands first in a line is a house number, however much it looks like a code.
        before_town: The code stands before the town.
        own_form: No other number of the country has the code's form.
        last_digits: Behind a town and a dash, people print the last digits of the code alone ("Hyderabad - 28").
    """

    code: str | None = None
    region: str | None = None
    region_and_code: str | None = None
    like_phone: str | None = None
    like_phone_elsewhere: bool = True
    ends_line: bool = False
    never_first: bool = False
    before_town: bool = False
    own_form: bool = False
    last_digits: bool = False


@dataclass(frozen=True, slots=True)
class Grouping:
    """How people group the digits of a national number, where that tells the country.

    Attributes:
        weight: How well such a number fits; 2 is that of the numbering plan's own grouping.
        sizes: The digits in each group, for each way that they are written.
        count: So many groups of any size, in place of `sizes`.
        first_digits: The number begins with one of these; any digit when empty.
    """

    weight: float
    sizes: tuple[tuple[int, ...], ...] = ()
    count: int | None = None
    first_digits: str = ""


@dataclass(frozen=True, slots=True)
class LocalMobile:
    """A mobile number that is known for one without its area code.

    Attributes:
        digits: How many it has.
        first_digits: It begins with one of these.
    """

    digits: int
    first_digits: str


@dataclass(frozen=True, slots=True)
class Phone:
    """Habits with phone numbers that the numbering plans (libphonenumber) do not tell.

    Attributes:
        guess_rank: The place among the plans that are tried when nothing says where a card is from: 1 is the first.
        guess_doubt: How much worse its plan fits than others then, because it takes nearly any digits; 2 is a good fit.
        guess_doubt_dashed: The same for a number with a dash in it.
        local_lengths: How many digits a number without its area code has; none where there is no such number.
        direct_dial: The digits after a dash are an extension that is dialled with the number (DIN 5008).
        cep_is_mobile: The label "cep", which is that of postal codes in Brazil, is that of mobile numbers.
    """

    guess_rank: int | None = None
    local_lengths: tuple[int, ...] | None = None
    direct_dial: bool = False
    cep_is_mobile: bool = False
    guess_doubt: float = 0.0
    guess_doubt_dashed: float = 0.0
    groupings: tuple[Grouping, ...] = ()
    local_mobiles: tuple[LocalMobile, ...] = ()


@dataclass(frozen=True, slots=True)
class Web:
    """Ends of host names.

    Attributes:
        domains: Top-level domains, the usual one first, where they are not the country's code ("uk").
        second_level: Labels under the usual one under which names are sold (Mozilla's Public Suffix List, those met
            on cards): "co" for "co.uk".
    """

    domains: tuple[str, ...] = ()
    second_level: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """What cardscan knows of one country. Whatever is left out says nothing, and the rules for all countries hold.

    Attributes:
        code: ISO 3166-1 alpha-2, the file's name in capitals; also the key of public holidays and numbering plans.
        name: In English.
        names: As cards print them, lower case: in English, in the country's own language and in those of its
            neighbours (CLDR). They are evidence.
        places: Cities, regions and quarters that no other country shares, lower case (GeoNames). They are evidence.
        regions: States or provinces as addresses print them.
        languages: In which business letters are written there, the most usual first; none where strangers use English.
        family_first: Names are written family name first, also in Latin letters.
        two_family_names: People have two family names.
        accented_names: Names are written with accents now and then.
        greeted_by_full_name: First names are not used in a first letter, or the order of names is easily mistaken.
        legal_forms: Legal forms as printed, lower case, without a last full stop -> weight as evidence; 0 for none.
        evidence_only: Those of them that are no legal form by themselves ("spółka"), or whose words are ("pvt ltd").
        words: Words of addresses and labels in the same form -> weight as evidence.
        capitals_only: Those of both that are everyday words, too: they count in capitals, in a line that has others.
        street_endings: Ends of street names -> weight as evidence; 0 for none.
    """

    code: str
    name: str
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    family_first: bool = False
    two_family_names: bool = False
    accented_names: bool = False
    greeted_by_full_name: bool = False
    evidence_only: tuple[str, ...] = ()
    capitals_only: tuple[str, ...] = ()
    legal_forms: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    words: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    street_endings: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    shapes: tuple[Shape, ...] = ()
    postal: Postal = Postal()
    phone: Phone = Phone()
    web: Web = Web()

    @property
    def domain(self) -> str:
        """The usual top-level domain."""
        return (self.web.domains or (self.code.lower(),))[0]

    def pattern(self, text: str) -> re.Pattern[str]:
        """A pattern of the file, with the country's regions in it."""
        return re.compile(text.replace("{regions}", "|".join(self.regions)))


def load_countries(folder: Path) -> Mapping[str, Country]:
    """Code -> country, of every file in a folder, in the order of the codes.

    Raises:
        LocaleFileError: A file's name is no country's code, or its content is wrong; with file and key.
    """
    found: dict[str, Country] = {}
    named: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        if not re.fullmatch(r"[a-z]{2}", path.stem):
            raise LocaleFileError(path.name, "", "its name must be a country's two letters, such as pl.toml")
        country = read_toml(path, Country, code=path.stem.upper())
        _check(country, path.name)
        for key, words in (("names", country.names), ("places", country.places)):
            for word in words:
                if word in named:
                    raise LocaleFileError(path.name, key, f'has "{word}", which is in {named[word]} too; keep one')
                named[word] = path.name
        found[country.code] = country
    return MappingProxyType(found)


def _check(country: Country, file: str) -> None:
    """Whatever the types do not say: patterns compile, and lists of exceptions name words that are there."""
    patterns = {f"shapes[{at}].pattern": shape.pattern for at, shape in enumerate(country.shapes)}
    for key in ("code", "region", "region_and_code", "like_phone"):
        patterns[f"postal.{key}"] = getattr(country.postal, key) or ""
    for key, pattern in patterns.items():
        try:
            if pattern:
                re.compile(pattern)
        except re.error as error:
            raise LocaleFileError(file, key, f"is no regular expression ({error}); correct it") from error
    for word in country.evidence_only:
        if word not in country.legal_forms:
            raise LocaleFileError(file, "evidence_only", f'has "{word}", which is not in legal_forms; add it there')
    for word in country.capitals_only:
        if word not in country.legal_forms and word not in country.words:
            raise LocaleFileError(file, "capitals_only", f'has "{word}", which is no legal form or word of the file')


@functools.cache
def countries() -> Mapping[str, Country]:
    """Code -> country, for every country that has a file."""
    return load_countries(FOLDER)


_UNKNOWN = Country(code="", name="")


def known_country(code: str | None) -> Country:
    """What is known of a country (ISO 3166-1 alpha-2); of one without a file, and of None, nothing is."""
    return countries().get(code or "", _UNKNOWN)


def sole_language(code: str) -> str | None:
    """The language of a country's business letters: English to strangers where its file says nothing.

    None where there are several, for then the country does not tell.
    """
    spoken = known_country(code).languages or ("en",)
    return spoken[0] if len(spoken) == 1 else None


def countries_where(habit: str) -> frozenset[str]:
    """Codes of the countries that have a habit: a truth value of Country, or of its `postal` or `phone`.

    Args:
        habit: "family_first", "postal.before_town", "phone.direct_dial".
    """
    part, _, key = habit.rpartition(".")
    return frozenset(code for code, one in countries().items() if getattr(getattr(one, part) if part else one, key))
