"""A made-up address book with duplicates whose truth is known: how right is matching?

10,000 contacts, 2,000 further cards of people among them, and 500 hard negatives: cards of other people that look
much alike (father and son, colleagues with one number, one template, a couple with one address). The cards come in
one after the other against the store, as in a scan. What a true duplicate differs in is what really happens: misread
letters, another spelling or script of the name, a missing field, another employer, a married name, initials.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cardscan.model.reading import ContactDetails, PersonName, Phone, PhoneType

CONTACTS, DUPLICATES, HARD_NEGATIVES = 10_000, 2_000, 500


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Parts from which names and firms are made; nobody in particular.
_GIVEN = _words(
    "Anna Peter Maria Hans Jürgen Sabine Łukasz Agnieszka José Lucía Émile Chloé Søren Åse Björn Zoë Marko Ivana "
    "John Mary Robert Susan William Linda Michael Karen David Nancy Thomas Laura Daniel Emma Kevin Sarah Brian "
    "Amy Giulia Marco Francesca Paolo Ana Joao Beatriz Pedro Ioana Andrei Elif Mehmet Ayşe Can Yuki Kenji Hana "
    "Satoshi Wei Ming Priya Arjun Ananya Rahul Fatima Omar Leila Yusuf Olga Dmitri Natalia Ivan Eva Tomáš Petra "
    "Jiří"
)
_FAMILY_HEADS = _words(
    "Mül Schmi Schnei Fisch Wag Beck Hoff Kowal Nowa Wiśni García Fernán Lefèv Duboi Sørens Ander Lind Berg John "
    "Wil Brow Dav Mill Tayl Harr Rossi Bian Ferr Silv Cost Pop Ione Yıl Dem Tana Suzu Yama Naka Che Zha Pate Shar "
    "Kha Has Iva Petro Novo Dvoř Svob Horv Kiss Nag Vande Jans Bakk"
)
_FAMILY_TAILS = _words(
    "ler dt der er ner mann ski ak ez re is en son man strand ley er or chi o a escu maz ir ka ki ra mura n ng l "
    "ma n v ák th s berg sen er"
)
_FIRM_HEADS = _words(
    "Nord Süd Alpen Rhein Delta Omni Astra Luna Terra Quant Helio Ferro Vita Medi Agro Hydro Geo Opti Sono Kera "
    "Plan Vero Novo Inter Euro Trans Micro Macro Poly Syn"
)
_FIRM_TAILS = _words(
    "tec soft werk bau data optik pharma log mont form line port trade farm lab cast flex graph wind stahl"
)
_FORMS = ("GmbH", "AG", "Ltd", "Inc.", "SARL", "S.p.A.", "Sp. z o.o.", "BV", "AB", "")
_TITLES = ("Sales Manager", "Engineer", "Partner", "Geschäftsführer", "CTO", "Consultant", "Buyer", "Head of Research")
_FREE = ("gmail.com", "gmx.de", "outlook.com", "yahoo.com")

# What readers take for each other, in both directions.
_MISREAD = ("l1", "o0", "rn m", "i1", "e c", "s5", "b6", "g9", "uv", "nh", "cl d", "vv w", "ao", "t f", "z2", "é e")
_PLAIN = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae", "ø": "o", "å": "a", "ł": "l", "é": "e", "è": "e", "í": "i",
                        "ś": "s", "ş": "s", "ı": "i", "ř": "r", "á": "a", "ë": "e", "š": "s", "Ł": "L", "É": "E",
                        "Å": "A", "ć": "c", "ñ": "n"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the set.

    Attributes:
        person: Who it is, as the truth says; equal for a duplicate and the card it duplicates.
        kind: How it came about, for the table.
    """

    details: ContactDetails
    person: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Firm:
    name: str
    domain: str
    country: str
    switchboard: str


class Generator:
    """Makes a set; the same seed makes the same set."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._phones: set[str] = set()
        self._firms = [self._firm() for _ in range(2_500)]
        self._people = 0
        self._by_firm: dict[int, _Firm] = {}

    def cards(
        self, contacts: int = CONTACTS, duplicates: int = DUPLICATES, hard: int = HARD_NEGATIVES
    ) -> tuple[list[Card], list[Card]]:
        """The stored contacts, and the further cards in mixed order."""
        stored = [self._person() for _ in range(contacts)]
        further = [self._duplicate(card) for card in self._random.sample(stored, duplicates)]
        further += [self._hard_negative(card) for card in self._random.sample(stored, hard)]
        self._random.shuffle(further)
        return stored, further

    def again(self, stored: Sequence[Card], count: int) -> list[Card]:
        """Further cards of people among those stored, as `cards` makes its duplicates."""
        return [self._duplicate(card) for card in self._random.sample(stored, count)]

    def _firm(self) -> _Firm:
        pick = self._random.choice
        head, tail = pick(_FIRM_HEADS), pick(_FIRM_TAILS)
        number = self._random.choice(("", "", pick(_FIRM_HEADS).lower(), f"-{pick(_FIRM_TAILS)}"))
        stem = f"{head}{tail}{number}".translate(_PLAIN).lower()
        place = self._random.choice(("DE", "US", "GB", "FR"))
        suffix = {"DE": "de", "US": "com", "GB": "co.uk", "FR": "fr"}[place]
        name = f"{head}{tail}{number} {pick(_FORMS)}".strip()
        return _Firm(name, f"{stem}.{suffix}", place, self._number())

    def _number(self, prefix: str = "+4930") -> str:
        while (number := f"{prefix}{self._random.randrange(10**6, 10**7)}") in self._phones:
            pass
        self._phones.add(number)
        return number

    def _name(self) -> tuple[str, str]:
        pick = self._random.choice
        return pick(_GIVEN), f"{pick(_FAMILY_HEADS)}{pick(_FAMILY_TAILS)}"

    def _person(self, *, firm: _Firm | None = None, name: tuple[str, str] | None = None) -> Card:
        self._people += 1
        firm = firm or self._random.choice(self._firms)
        given, family = name or self._name()
        self._by_firm[self._people] = firm
        return Card(self._card(given, family, firm), self._people, "stored")

    def _card(self, given: str, family: str, firm: _Firm, mobile: str | None = None) -> ContactDetails:
        chance = self._random.random
        phones = [Phone(PhoneType.WORK, firm.switchboard, firm.switchboard)] if chance() < 0.6 else []
        if chance() < 0.65 or not phones:
            mobile = mobile or self._number("+49170")
            phones.append(Phone(PhoneType.MOBILE, mobile, mobile))
        emails = (self._email(given, family, firm),) if chance() < 0.9 else ()
        if chance() < 0.15:
            emails += (f"info@{firm.domain}",)
        return ContactDetails(
            name=PersonName(f"{given} {family}", given, family),
            titles=(self._random.choice(_TITLES),),
            organization=firm.name if chance() < 0.95 else None,
            phones=tuple(phones),
            emails=emails,
            urls=(f"https://www.{firm.domain}",) if chance() < 0.6 else (),
        )

    def _email(self, given: str, family: str, firm: _Firm) -> str:
        first, last = (text.translate(_PLAIN).lower() for text in (given, family))
        local = self._random.choice((f"{first}.{last}", f"{first[0]}.{last}", last, f"{first}{last[0]}"))
        local += str(self._people % 97) if self._random.random() < 0.25 else ""
        return f"{local}@{firm.domain if self._random.random() < 0.92 else self._random.choice(_FREE)}"

    def _misread(self, text: str) -> str:
        """One letter taken for another that looks alike, or one lost."""
        places = [
            (one, other) for pair in _MISREAD for one, other in (_pair(pair), _pair(pair)[::-1]) if one in text[1:]
        ]
        if not places or self._random.random() < 0.15:
            cut = self._random.randrange(1, max(2, len(text)))
            return text[:cut] + text[cut + 1 :]
        one, other = self._random.choice(places)
        at = text.index(one, 1)
        return text[:at] + other + text[at + len(one) :]

    def _duplicate(self, card: Card) -> Card:
        ways: dict[str, tuple[float, Callable[[Card], ContactDetails]]] = {
            "the same card again": (0.20, lambda c: c.details),
            "a letter misread in the name": (0.14, self._name_misread),
            "a letter misread in the e-mail": (0.12, self._email_misread),
            "a field not read": (0.18, self._field_missing),
            "another spelling of the name": (0.12, self._respelt),
            "an initial for the given name": (0.07, self._initial),
            "a new employer, same mobile": (0.07, self._new_employer),
            "a married name": (0.02, self._married),
            "family name first": (0.05, self._reversed),
            "a middle name": (0.05, self._middle_name),
        }
        kind = self._random.choices(list(ways), [weight for weight, _ in ways.values()])[0]
        return Card(ways[kind][1](card), card.person, kind)

    def _renamed(self, details: ContactDetails, full: str) -> ContactDetails:
        return dataclasses.replace(details, name=PersonName(full))

    def _name_misread(self, card: Card) -> ContactDetails:
        given, family = _parts(card)
        if self._random.random() < 0.3:
            return self._renamed(card.details, f"{self._misread(given)} {family}")
        return self._renamed(card.details, f"{given} {self._misread(family)}")

    def _email_misread(self, card: Card) -> ContactDetails:
        emails = []
        for email in card.details.emails:
            local, _, domain = email.partition("@")
            emails.append(
                f"{self._misread(local)}@{domain}"
                if self._random.random() < 0.7
                else f"{local}@{self._misread(domain)}"
            )
        return dataclasses.replace(card.details, emails=tuple(emails))

    def _field_missing(self, card: Card) -> ContactDetails:
        details = card.details
        lost = self._random.choice(("emails", "phones", "organization", "urls"))
        empty = None if lost == "organization" else ()
        kept = dataclasses.replace(details, **{lost: empty})  # type: ignore[arg-type]
        return kept if kept.emails or kept.phones else details

    def _respelt(self, card: Card) -> ContactDetails:
        return self._renamed(card.details, " ".join(_parts(card)).translate(_PLAIN).upper())

    def _initial(self, card: Card) -> ContactDetails:
        given, family = _parts(card)
        return self._renamed(card.details, f"{given[0]}. {family}")

    def _new_employer(self, card: Card) -> ContactDetails:
        given, family = _parts(card)
        mobile = next((phone for phone in card.details.phones if phone.type is PhoneType.MOBILE), None)
        made = self._card(given, family, self._random.choice(self._firms), mobile.e164 if mobile else None)
        if mobile and mobile not in made.phones:
            made = dataclasses.replace(made, phones=(*made.phones, mobile))
        return made

    def _married(self, card: Card) -> ContactDetails:
        given, _ = _parts(card)
        family = self._name()[1]
        firm = self._by_firm[card.person]
        return dataclasses.replace(
            card.details,
            name=PersonName(f"{given} {family}", given, family),
            emails=(self._email(given, family, firm),),
        )

    def _reversed(self, card: Card) -> ContactDetails:
        given, family = _parts(card)
        return self._renamed(card.details, f"{family.upper()} {given}")

    def _middle_name(self, card: Card) -> ContactDetails:
        given, family = _parts(card)
        return self._renamed(card.details, f"{given} {self._random.choice('ABCDEFGHJKLMRST')}. {family}")

    def _hard_negative(self, card: Card) -> Card:
        """Somebody else who looks much like the person of this card."""
        self._people += 1
        given, family = _parts(card)
        firm = self._by_firm[card.person]
        kinds: dict[str, Callable[[], ContactDetails]] = {
            "father and son at one firm": lambda: dataclasses.replace(
                self._card(given, family, firm),
                name=PersonName(f"{given} {family}", suffix="Jr."),
                emails=(f"{given[0]}.{family}.jr@{firm.domain}".translate(_PLAIN).lower(),),
            ),
            "brother or sister at one firm": lambda: self._card(self._other_given(given), family, firm),
            "a colleague with the same number": lambda: dataclasses.replace(
                self._card(*self._name(), firm), phones=(Phone(PhoneType.WORK, firm.switchboard, firm.switchboard),)
            ),
            "a colleague on the same template": lambda: self._card(self._other_given(given), self._name()[1], firm),
            "the same name at another firm": lambda: self._card(given, family, self._random.choice(self._firms)),
            "a couple with one address": lambda: dataclasses.replace(
                self._card(self._other_given(given), family, firm), emails=card.details.emails[:1]
            ),
        }
        kind = self._random.choice(list(kinds))
        return Card(kinds[kind](), self._people, kind)

    def _other_given(self, given: str) -> str:
        return self._random.choice([name for name in _GIVEN if name[0] != given[0]])


def _pair(text: str) -> tuple[str, str]:
    one, _, other = text.partition(" ")
    return (one, other) if other else (text[0], text[1:])


def _parts(card: Card) -> tuple[str, str]:
    name = card.details.name
    assert name is not None and name.given and name.family  # noqa: S101 - the generator made it so
    return name.given, name.family
