"""Load what cardscan knows of each country: one file per country in `countries/`, named by its ISO 3166-1 code.

All files are read together when the first country is needed, because evidence for a card's country needs them all:
118 files take about 60 ms of one core, once per process. To add a country or a habit, add a file or a key; nothing
else has to change.
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
    """A pattern that ties a line to the country by its form: a postal code, a script, letters, word endings.

    Attributes:
        pattern: A regular expression, searched in the line as printed; `{regions}` stands for the country's regions.
        weight: Weight as evidence for the country. 6 is the weight of its printed name, 1 that of a weak hint.
        reason: The name of the evidence.
    """

    pattern: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Postal:
    """What the country's postal codes look like and where they stand (Universal Postal Union, addressing systems).

    Attributes:
        code: A regular expression for a postal code.
        region: A regular expression whose only group is a region (a state, a province) in an address.
        region_and_code: One for a region with its code at the end of a line, for which only both together are certain.
        like_phone: One for the code in a form in which a local phone number could be printed.
        like_phone_elsewhere: That form is not a phone number on a card of an unknown country either.
        ends_line: The code stands after the town, or alone.
        never_first: A number at the start of a line is a house number, however much it looks like a code.
        before_town: The code stands before the town.
        own_form: No other number of the country has the code's form.
        last_digits: After a town and a dash, people print only the last digits of the code ("Hyderabad - 28").
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
    """How people group the digits of a national number, if that points to the country.

    Attributes:
        weight: How well such a number fits; 2 is the weight of the numbering plan's own grouping.
        sizes: The sizes of the groups, for each way of writing them.
        count: The number of groups of any size, instead of `sizes`.
        first_digits: The number begins with one of these digits; with any digit if empty.
    """

    weight: float
    sizes: tuple[tuple[int, ...], ...] = ()
    count: int | None = None
    first_digits: str = ""


@dataclass(frozen=True, slots=True)
class LocalMobile:
    """A mobile number that can be recognised as one without its area code.

    Attributes:
        digits: How many digits it has.
        first_digits: The number begins with one of these digits.
    """

    digits: int
    first_digits: str


@dataclass(frozen=True, slots=True)
class PhoneHabits:
    """Habits with phone numbers that the numbering plans (libphonenumber) do not contain.

    Attributes:
        guess_rank: Position among the plans that are tried if nothing says where a card is from; 1 is the first.
        guess_doubt: How much worse its plan then counts as fitting, as it accepts nearly any digits; 2 is a good fit.
        guess_doubt_dashed: How much is added to that if the number contains a dash.
        local_lengths: How many digits a number without its area code has; none if there are no such numbers.
        direct_dial: The digits after a dash are an extension that is dialled with the number (DIN 5008).
        cep_is_mobile: The label "cep", which means postal code in Brazil, means mobile phone here.
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
    """Endings of host names.

    Attributes:
        domains: Top-level domains, the usual one first, if they differ from the country's code ("uk").
        second_level: Labels before the usual top-level domain under which names are sold (those of Mozilla's Public
            Suffix List that occur on cards): "co" for "co.uk".
    """

    domains: tuple[str, ...] = ()
    second_level: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """What cardscan knows of one country. If a value is left out, the rules for all countries apply.

    Attributes:
        code: ISO 3166-1 alpha-2, the file's name in capitals; also the key of public holidays and numbering plans.
        name: In English.
        names: As cards print them, in lower case: in English, in the country's own language and in those of its
            neighbours (CLDR). They are evidence.
        places: Cities, regions and quarters that no other country shares, in lower case (GeoNames). They are evidence.
        regions: States or provinces as addresses print them.
        languages: Languages of business letters there, the most usual first; none if strangers write in English.
        family_first: Names are written family name first, even in Latin letters.
        two_family_names: People have two family names.
        accented_names: Names are sometimes written with accents.
        greeted_by_full_name: A first letter uses no first names there, or the order of names is easily mistaken.
        legal_forms: Legal forms as printed, in lower case, without a final full stop -> weight as evidence; 0 for none.
        evidence_only: Those of them that are not legal forms by themselves ("spółka"), or whose words are ("pvt ltd").
        words: Words of addresses and labels in the same form -> weight as evidence.
        capitals_only: Legal forms and words that are also everyday words: they count only in capitals, in a line that
            also has other letters.
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
    phone: PhoneHabits = PhoneHabits()
    web: Web = Web()

    @property
    def domain(self) -> str:
        """The usual top-level domain."""
        return (self.web.domains or (self.code.lower(),))[0]

    def pattern(self, text: str) -> re.Pattern[str]:
        """Return a pattern of the file compiled, with the country's regions filled in."""
        return re.compile(text.replace("{regions}", "|".join(self.regions)))


def load_countries(folder: Path) -> Mapping[str, Country]:
    """Return code -> country for all files of a folder, in the order of the codes.

    Raises:
        LocaleFileError: A file's name is not a country code, or its content is wrong; with file and key.
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
    """Check what the types cannot: patterns compile, and lists of exceptions only name words that exist."""
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
    """Return code -> country for every country that has a file."""
    return load_countries(FOLDER)


_UNKNOWN = Country(code="", name="")


def known_country(code: str | None) -> Country:
    """Return what is known of a country (ISO 3166-1 alpha-2); an empty Country for None or one without a file."""
    return countries().get(code or "", _UNKNOWN)


def sole_language(code: str) -> str | None:
    """Return the only language of a country's business letters; English if its file names none.

    Return None if there are several, because the country then decides nothing.
    """
    spoken = known_country(code).languages or ("en",)
    return spoken[0] if len(spoken) == 1 else None


def countries_where(habit: str) -> frozenset[str]:
    """Return the codes of the countries with a habit: a truth value of Country, or of its `postal` or `phone`.

    Args:
        habit: For example "family_first", "postal.before_town" or "phone.direct_dial".
    """
    part, _, key = habit.rpartition(".")
    return frozenset(code for code, one in countries().items() if getattr(getattr(one, part) if part else one, key))
