"""Invents a person with a firm, and what their card says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .lands import chance, fill_digits, land, pick, plain


@dataclass(slots=True)
class Person:
    """A fictional person; `other_script` is the name in kanji where there is one."""

    given: str
    family: str
    female: bool
    prefix: str | None = None
    suffix: str | None = None
    other_script: str | None = None

    @property
    def full(self) -> str:
        """Given name and family name."""
        return f"{self.given} {self.family}"


@dataclass(slots=True)
class Firm:
    """A fictional firm: `name` with the legal form, `stem` for its domain."""

    name: str
    domain: str
    slogan: str


def gendered(text: str, female: bool) -> str:
    """ "Inhaber|Inhaberin" -> the form for this person."""
    forms = text.split("|")
    return forms[-1] if female else forms[0]


def person(rng: np.random.Generator, country: str, *, adorned: float = 0.25) -> Person:
    """A new person; `adorned` is how often a prefix or suffix is printed."""
    here = land(country)
    female = chance(rng, 0.5)
    given, family = pick(rng, here["given_f" if female else "given_m"]), pick(rng, here["family"])
    other = None
    if country == "JP":
        (given, kanji), (family, kanji_family) = given.split("|"), family.split("|")
        other = f"{kanji_family} {kanji}"
    else:
        family = gendered(family, female)
    if country == "US" and chance(rng, 0.25):
        given = f"{given} {pick(rng, here['middle'])}"
    made = Person(given, family, female, other_script=other)
    if here["prefixes"] and chance(rng, adorned):
        made.prefix = pick(
            rng,
            [
                p
                for p in here["prefixes"]
                if (p not in ("Dott.", "Dr.", "Dra.", "Dott.ssa")) or fits(p, female, country)
            ],
        )
    elif here["suffixes"] and chance(rng, adorned):
        made.suffix = pick(rng, here["suffixes"])
        if made.suffix == "Jr." and female:
            made.suffix = "PhD"
    return made


def fits(prefix: str, female: bool, country: str) -> bool:
    """Whether a prefix with a grammatical gender is this person's."""
    if country not in ("ES", "BR", "IT"):
        return True
    return female == prefix.endswith(("a.", "ssa"))


def firm(rng: np.random.Generator, country: str, family: str | None = None, *, unlikely: bool = False) -> Firm:
    """A new firm.

    Args:
        family: The founder's name, which the firm carries now and then.
        unlikely: A domain of two words, which nobody is likely to own.
    """
    here = land(country)
    stem = family if family and chance(rng, 0.15) else pick(rng, here["stems"])
    trade = pick(rng, here["trades"]) if chance(rng, 0.8) else ""
    legal = pick(rng, here["legal"])
    if not trade and not legal:
        trade = pick(rng, here["trades"])
    name = " ".join(filter(None, (stem, trade, legal)))
    words = plain(stem.replace("&", "").replace("'", ""), country).split()
    if chance(rng, 0.7) and trade:
        words += plain(trade, country).split()[:1]
    if unlikely:
        words = [word for word in words if len(word) > 2][:1] + plain(
            trade or pick(rng, here["cities"])[0], country
        ).split()[:1]
    glue = pick(rng, ["-", "", ""]) if country != "DE" else pick(rng, ["-", "-", ""])
    domain = f"{glue.join(words)}.{pick(rng, here['tlds'])}"
    return Firm(name, domain, pick(rng, here["slogans"]))


def mailbox(rng: np.random.Generator, who: Person, country: str) -> str:
    """The part before the @."""
    given = plain(who.given.split()[0], country).replace("-", "")
    family = plain(who.family, country).replace(" ", "").replace("-", "")
    initial = given[0]
    return pick(
        rng,
        [
            f"{given}.{family}",
            f"{given}.{family}",
            f"{initial}.{family}",
            f"{initial}{family}",
            given,
            f"{given}_{family}",
            family,
            f"{given}{family[0]}",
            f"{initial}-{family}",
            "info",
            f"{given}.{family}{int(rng.integers(2, 99))}",
        ],
    )


def address(rng: np.random.Generator, country: str, city: list[str]) -> tuple[list[str], dict[str, Any]]:
    """Printed lines and the truth of a new address in the city."""
    here = land(country)
    values = {
        "street": pick(rng, here["streets"]).replace("{no}", str(int(rng.integers(2, 240)))).replace("{n}", "2"),
        "floor": pick(rng, here["floors"]).replace("{n}", str(int(rng.integers(2, 9)))),
        "city": city[0],
        "region": city[1],
        "pc": postal_code(rng, city[2]),
        "country": pick(rng, here["country_names"]),
    }
    template = pick(rng, here["addresses"])
    if country == "IN" and "{n}rd" in str(here["floors"]):
        values["floor"] = values["floor"].replace("2rd", "2nd").replace("4rd", "4th").replace("5rd", "5th")
        values["floor"] = values["floor"].replace("6rd", "6th").replace("7rd", "7th").replace("8rd", "8th")
    lines = [line.format(**values) for line in template]
    street = values["street"] + (f", {values['floor']}" if "{floor}" in str(template) else "")
    truth = {
        "printed": ", ".join(line.rstrip(",") for line in lines),
        "street": street,
        "city": values["city"],
        "region": values["region"] or None,
        "postal_code": values["pc"],
        "country": country,
    }
    return lines, truth


def postal_code(rng: np.random.Generator, pattern: str) -> str:
    """A code of the pattern: # is a digit; the capital letters at the end of a British one vary."""
    code = fill_digits(rng, pattern)
    if code[-1].isalpha():
        code += pick(rng, "ABDEFGHJLN")
    return code
