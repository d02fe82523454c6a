"""Labelled pieces -> persons, titles, departments, the organisation and addresses; each piece is explained once.

The order is that of certainty: a person's name has the strongest evidence, titles and departments stand near it, what
is left competes for the organisation, and address pieces gather around postal codes and street words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from cardscan.model.geometry import Box
from cardscan.model.reading import Address, PersonName
from cardscan.parsing import addresses, organizations
from cardscan.parsing.choosing import ChoiceModel, load_choices
from cardscan.parsing.features import CardContext, Piece
from cardscan.parsing.labeller import ADDRESS, DEPARTMENT, ORGANIZATION, TITLE
from cardscan.parsing.lexicons import tokens, words
from cardscan.parsing.names import persons_in
from cardscan.parsing.people import NameLines, name_lines
from cardscan.parsing.scripted import closed_up
from cardscan.parsing.text_features import POSTAL, text_features
from cardscan.parsing.titles import MIN_DEPARTMENT, continued, split_titles, tidy_title

# A card need not name a person: under this chance that one of the candidates is a name, none is taken.
MIN_NAME = 0.5
# And the likeliest of all candidates is this likely.
MIN_BEST = 0.3
# A second person needs more than the first.
MIN_SECOND_NAME = 0.6
MIN_TITLE = 0.45
MIN_ADDRESS = 0.5
# The chance that the card names an organisation at all.
MIN_ORGANIZATION = 0.5


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value made of one or more pieces.

    Attributes:
        raw: As read.
        probability: The labeller's, 0 to 1.
        box: Card px.
    """

    value: str
    raw: str
    probability: float
    box: Box
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Resolved:
    """What the pieces of a card were found to be."""

    person: PersonName | None = None
    name: Chosen | None = None
    other_names: list[Chosen] = field(default_factory=list)
    other_scripts: list[Chosen] = field(default_factory=list)
    titles: list[Chosen] = field(default_factory=list)
    departments: list[Chosen] = field(default_factory=list)
    organization: Chosen | None = None
    other_organizations: list[Chosen] = field(default_factory=list)
    addresses: list[tuple[Address, Chosen]] = field(default_factory=list)
    unassigned: list[str] = field(default_factory=list)


def resolve(
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    context: CardContext,
    country: str | None,
    choices: Mapping[str, ChoiceModel] | None = None,
) -> Resolved:
    """Explain every piece at most once.

    Args:
        choices: Learned comparisons by what they choose; those that ship with the package when left out.
    """
    choices = choices if choices is not None else load_choices()
    found, free = _all_but_organization(pieces, probabilities, context, country, choices)
    _take_organization(pieces, probabilities, context, free, found, choices["organization"])
    found.unassigned = [pieces[i].text for i in sorted(free)]
    return found


def free_for_organization(
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    context: CardContext,
    country: str | None,
    choices: Mapping[str, ChoiceModel],
) -> set[int]:
    """The pieces that are left when names, titles, departments and addresses are taken."""
    return _all_but_organization(pieces, probabilities, context, country, choices)[1]


def _all_but_organization(
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    context: CardContext,
    country: str | None,
    choices: Mapping[str, ChoiceModel],
) -> tuple[Resolved, set[int]]:
    found = Resolved()
    free = set(range(len(pieces)))
    _take_names(pieces, probabilities, context, country, free, found, choices["name"])
    _take_titles(pieces, probabilities, free, found)
    _take_addresses(pieces, probabilities, country, free, found)
    return found, free


def _chosen(
    pieces: Sequence[Piece], group: Sequence[int], value: str, probability: float, *reasons: str, joint: str = " "
) -> Chosen:
    raw = joint.join(pieces[i].text for i in group)
    return Chosen(value, raw, float(probability), Box.around(pieces[i].box for i in group), reasons)


def _take_names(
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    context: CardContext,
    country: str | None,
    free: set[int],
    found: Resolved,
    model: ChoiceModel,
) -> None:
    possible = name_lines(pieces, probabilities, context)
    chances = model.probabilities([candidate.measures for candidate in possible])
    # The one person that all lines compete for; then others that are names by themselves.
    order = [int(chances.argmax())] if len(chances) and chances.sum() >= MIN_NAME and chances.max() >= MIN_BEST else []
    order += [i for i, candidate in enumerate(possible) if candidate.probability >= MIN_SECOND_NAME]
    if order and _other_script(_text_of(possible[order[0]], pieces)):
        # Where the name stands in Latin letters too, strangers know the person by that.
        order.sort(key=lambda i: _other_script(_text_of(possible[i], pieces)))
    for candidate in (possible[i] for i in order):
        group = candidate.pieces
        probability = min(0.99, float(chances.max()) if found.name is None else candidate.probability)
        text = " ".join(pieces[i].text for i in group)
        persons = persons_in(text, country=country)
        if not persons or not free.issuperset(group):
            continue
        person = persons[0]
        reasons = [f"reads like a person's name ({probability:.0%})"]
        if candidate.spelled > 0.8:
            reasons.append("spelled by the e-mail address")
        chosen = _chosen(pieces, group, person.full, probability, *reasons)
        free.difference_update(group)
        if found.person is None:
            found.person, found.name = person, chosen
            found.other_names += [_chosen(pieces, group, other.full, probability, *reasons) for other in persons[1:]]
        elif _other_script(person.full) != _other_script(found.person.full):
            found.other_scripts.append(chosen)
        elif fuzz.ratio(person.full.casefold(), found.person.full.casefold()) < 85:
            found.other_names.append(chosen)


def _text_of(candidate: NameLines, pieces: Sequence[Piece]) -> str:
    return " ".join(pieces[i].text for i in candidate.pieces)


def _other_script(text: str) -> bool:
    return any(ord(c) > 0x36F and c.isalpha() for c in text)


def _take_titles(pieces: Sequence[Piece], probabilities: NDArray[np.float64], free: set[int], found: Resolved) -> None:
    for index in sorted(free):
        if index not in free:
            continue
        scores = probabilities[index]
        if scores[TITLE] >= MIN_TITLE and scores[TITLE] >= scores[DEPARTMENT]:
            group = continued(index, pieces, probabilities, free)
            text = closed_up(" ".join(pieces[i].text for i in group))
            free.difference_update(group)
            for part in split_titles(text):
                found.titles.append(
                    _chosen(pieces, group, part, scores[TITLE], f"reads like a job title ({scores[TITLE]:.0%})")
                )
        elif scores[DEPARTMENT] >= MIN_DEPARTMENT:
            free.discard(index)
            text = tidy_title(closed_up(pieces[index].text))
            reason = f"reads like a department ({scores[DEPARTMENT]:.0%})"
            found.departments.append(_chosen(pieces, (index,), text, scores[DEPARTMENT], reason))


# "May 2018" looks like a street and its number.
_MONTH = re.compile(
    r"\W*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+(?:\d{1,2}\W+)?(?:19|20)\d\d\W*", re.IGNORECASE
)


def _take_addresses(
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    country: str | None,
    free: set[int],
    found: Resolved,
) -> None:
    likely = [
        i for i in sorted(free) if probabilities[i, ADDRESS] >= MIN_ADDRESS and not _MONTH.fullmatch(pieces[i].text)
    ]
    # A short part between bars ("12 High Street | 3rd floor | Town") says little by itself: its line speaks for it.
    lines = {pieces[i].line for i in likely if pieces[i].parts > 1}
    parts = [i for i in free if pieces[i].line in lines and probabilities[i, ADDRESS] > 0.08]
    likely = sorted({*likely, *(i for i in parts if probabilities[i, :ADDRESS].max() < 0.6)})
    for group in addresses.group(pieces, likely, country):
        texts = [closed_up(pieces[i].text) for i in group]
        address = addresses.build(texts, country)
        if not re.search(r"[^\W\d_]{2}", address.printed):
            continue
        if len(group) == 1 and not _placed(texts[0]) and probabilities[group[0], ADDRESS] < 0.9:
            continue
        bare_town = len(tokens(address.printed)) <= 2 and not any(c.isdigit() for c in address.printed)
        if bare_town and len(likely) > len(group):
            continue  # a lone town beside a whole address is a branch or a slogan
        mean = float(np.mean([probabilities[i, ADDRESS] for i in group]))
        free.difference_update(group)
        reason = f"reads like a postal address ({mean:.0%})"
        chosen = _chosen(pieces, group, address.printed, mean, reason, joint=", ")
        found.addresses.append((address, chosen))


def _placed(text: str) -> bool:
    """Something in the text says where: a postal code, a street word or a town."""
    seen = text_features(text)
    return bool((seen["postal"] and POSTAL.search(text)) or seen["street_word"] or seen["city"]) and seen["letters"] > 3


def _take_organization(
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    context: CardContext,
    free: set[int],
    found: Resolved,
    model: ChoiceModel,
) -> None:
    possible = organizations.candidates(pieces, probabilities, context, free)
    chances = model.probabilities([candidate.measures for candidate in possible])
    if not possible or chances.sum() < MIN_ORGANIZATION:
        return
    best = possible[int(chances.argmax())]
    if best.pieces:
        box = Box.around(pieces[i].box for i in best.pieces)
    else:
        boxes = [box for kind, box in context.values if kind in ("email", "url")]
        box = boxes[0] if boxes else Box(0, 0, 1, 1)
    text = tidy_organization(closed_up(best.text))
    found.organization = Chosen(text, best.text, min(0.99, float(chances.max())), box, best.reasons)
    free.difference_update(best.pieces)
    for index in sorted(free):
        if probabilities[index, ORGANIZATION] >= 0.5:
            other = tidy_organization(closed_up(pieces[index].text))
            likely = probabilities[index, ORGANIZATION]
            found.other_organizations.append(
                _chosen(pieces, (index,), other, likely, "also reads like an organisation")
            )
            free.discard(index)


def tidy_organization(text: str) -> str:
    """An organisation's name without debris of logos and without marks at its ends."""
    bare = text.strip(" ,;:-–|•*\"'“”")
    parts = bare.split()
    # Debris of a logo: a lone mark or letter before the name ("® Example Ltd").
    while len(parts) > 1 and not re.search(r"\w", parts[0]):
        parts = parts[1:]
    while len(parts) > 1 and not re.search(r"\w", parts[-1]):
        parts = parts[:-1]
    # A logo read together with the name behind it ("example Example Ltd").
    if len(parts) > 2 and tokens(parts[0]) and tokens(parts[0]) == tokens(parts[1]):
        parts = parts[1:]
    joined = " ".join(parts)
    if joined.endswith(".") and tokens(parts[-1])[-1:] and tokens(parts[-1])[-1] not in words("legal_forms"):
        joined = joined.rstrip(".")
    return joined + "»" if joined.count("«") > joined.count("»") else joined  # trimmed off as a mark at the end
