"""Resolve labelled pieces into persons, titles, departments, organisations and addresses; explain each piece once.

The person and the organisation are chosen together, over all pieces. Titles and departments, and then addresses, take
what they leave. A piece that is none of these and still reads like a firm becomes another organisation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from cardscan.model.geometry import Box
from cardscan.model.reading import Address, PersonName
from cardscan.reading.parsing.addresses.address_codes import is_room
from cardscan.reading.parsing.addresses.address_lines import address_lines
from cardscan.reading.parsing.evidence.choosing import ChoiceModel, load_choices
from cardscan.reading.parsing.evidence.features import CardContext, Piece
from cardscan.reading.parsing.evidence.labeller import ADDRESS, DEPARTMENT, NAME, ORGANIZATION, TITLE
from cardscan.reading.parsing.evidence.lexicons import says_title, tokens
from cardscan.reading.parsing.evidence.scripted import closed_up
from cardscan.reading.parsing.names.legal_forms import (
    ends_in_form_of_words,
    ends_in_legal_form,
    names_firm,
    tidy_organization,
)
from cardscan.reading.parsing.names.name_parts import persons_in
from cardscan.reading.parsing.names.post_nominals import credentials
from cardscan.reading.parsing.resolving import organization_choice
from cardscan.reading.parsing.resolving.accents import accented_as
from cardscan.reading.parsing.resolving.joined_lines import (
    honorific_before,
    is_field_of_work,
    legal_form_after,
    names_department,
    right_below,
)
from cardscan.reading.parsing.resolving.joint_choice import Candidates, choose_pair
from cardscan.reading.parsing.resolving.name_choice import MIN_BEST, name_choice
from cardscan.reading.parsing.resolving.name_lines import NameLines, name_lines
from cardscan.reading.parsing.resolving.organization_choice import Organization
from cardscan.reading.parsing.resolving.organization_lines import as_other_lines_say
from cardscan.reading.parsing.resolving.titles import (
    MIN_DEPARTMENT,
    continued,
    rest_of_department,
    says_job,
    split_titles,
    tidy_title,
)

# A second person must be more likely than the first.
MIN_SECOND_NAME = 0.6
MIN_TITLE = 0.45
# A line that begins with the word for a department is a department with at least this chance...
_HEADED = 0.8
# ...unless it is this likely a firm or an address: firms are also named after offices and services.
MOST_OTHER = 0.5


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value made of one or more pieces.

    Attributes:
        raw: Text as read.
        probability: The labeller's probability, 0 to 1.
        box: Card px.
    """

    value: str
    raw: str
    probability: float
    box: Box
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Resolved:
    """What the pieces of a card turned out to be."""

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
        choices: Learned comparisons, by what they choose; by default those that ship with the package.
    """
    choices = choices if choices is not None else load_choices()
    found = Resolved()
    free = set(range(len(pieces)))
    names = name_lines(pieces, probabilities, context)
    chances = choices["name"].probabilities([candidate.measures for candidate in names])
    firms = organization_choice.candidates(pieces, probabilities, context)
    firm_chances = choices["organization"].probabilities([candidate.measures for candidate in firms])
    name, firm = choose_pair(
        Candidates([n.pieces for n in names], chances, _likeliest_but(probabilities, NAME), MIN_BEST),
        Candidates([o.pieces for o in firms], firm_chances, _likeliest_but(probabilities, ORGANIZATION)),
    )
    _take_names(names, name_choice(name, names, chances, pieces), pieces, country, free, found)
    if firm is not None:
        _take_organization(firms[firm], float(firm_chances[firm]), pieces, context, free, found)
    _take_titles(pieces, probabilities, free, found)
    _take_addresses(pieces, probabilities, country, free, found)
    _take_fields_of_work(pieces, free, found)
    _take_other_organizations(pieces, probabilities, free, found)
    if found.person is not None and found.name is not None:
        found.person = accented_as(found.person, [piece.text for piece in pieces])
        found.name = replace(found.name, value=found.person.full)
    found.unassigned = [pieces[i].text for i in sorted(free)]
    return found


def _likeliest_but(probabilities: NDArray[np.float64], label: int) -> NDArray[np.float64]:
    """Return for each piece the probability of its likeliest label other than `label`, of shape (pieces,)."""
    return np.asarray(np.delete(probabilities, label, axis=1).max(axis=1), np.float64)


def _chosen(
    pieces: Sequence[Piece], group: Sequence[int], value: str, probability: float, *reasons: str, joint: str = " "
) -> Chosen:
    raw = joint.join(pieces[i].text for i in group)
    return Chosen(value, raw, float(probability), Box.around(pieces[i].box for i in group), reasons)


def _take_names(
    possible: Sequence[NameLines],
    chosen_name: tuple[int, float] | None,
    pieces: Sequence[Piece],
    country: str | None,
    free: set[int],
    found: Resolved,
) -> None:
    # First the one person that all lines compete for, then others that are names by themselves.
    order = [chosen_name[0]] if chosen_name else []
    order += [i for i, candidate in enumerate(possible) if candidate.probability >= MIN_SECOND_NAME]
    if order and _other_script(_text_of(possible[order[0]], pieces)):
        # If the name also stands in Latin letters, strangers know the person by that.
        order.sort(key=lambda i: _other_script(_text_of(possible[i], pieces)))
    for candidate in (possible[i] for i in order):
        group = candidate.pieces
        if (before := honorific_before(group, pieces, free)) is not None:
            group = (before, *group)
        probability = min(0.99, chosen_name[1] if found.name is None and chosen_name else candidate.probability)
        texts = [pieces[i].text for i in group]
        # "RN-BC" below a name is not part of it.
        text = (", " if len(texts) > 1 and "-" in texts[-1] and credentials(texts[-1]) else " ").join(texts)
        persons = [] if names_firm(text) else persons_in(text, country=country)
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
        text, other = pieces[index].text, max(scores[ORGANIZATION], scores[ADDRESS])
        firm = ends_in_legal_form(text) or ends_in_form_of_words(text)
        if names_department(text) and other < MOST_OTHER and not firm:
            _take_department(index, pieces, max(float(scores[DEPARTMENT]), _HEADED), free, found)
        elif scores[TITLE] >= MIN_TITLE and is_field_of_work(pieces[index]) and not _says_only_jobs(text):
            _take_department(index, pieces, float(scores[TITLE] + scores[DEPARTMENT]), free, found)
        elif scores[TITLE] >= max(MIN_TITLE, scores[DEPARTMENT]) and not _is_firm_alone(text):
            group = continued(index, pieces, probabilities, free)
            free.difference_update(group)
            for part in split_titles(closed_up(" ".join(pieces[i].text for i in group))):
                found.titles.append(
                    _chosen(pieces, group, part, scores[TITLE], f"reads like a job title ({scores[TITLE]:.0%})")
                )
        elif scores[DEPARTMENT] >= MIN_DEPARTMENT and not is_room(text):
            _take_department(index, pieces, float(scores[DEPARTMENT]), free, found)


def _says_only_jobs(text: str) -> bool:
    """Whether a text is only fields of work that also name a job ("Commercial")."""
    return all(says_title(word) for word in tokens(text))


def _is_firm_alone(text: str) -> bool:
    """Whether a text is a firm with its legal form, and names no job at it."""
    return ends_in_legal_form(text) and not says_job(text)


def _take_department(index: int, pieces: Sequence[Piece], likely: float, free: set[int], found: Resolved) -> None:
    group = rest_of_department(index, pieces, free)
    free.difference_update(group)
    text = tidy_title(closed_up(" ".join(pieces[i].text for i in group)))
    found.departments.append(_chosen(pieces, group, text, likely, f"reads like a department ({likely:.0%})"))


def _take_fields_of_work(pieces: Sequence[Piece], free: set[int], found: Resolved) -> None:
    """Take as department an unexplained line of fields of work directly above or below the name or a title."""
    taken = [i for i in range(len(pieces)) if i not in free]
    beside = [chosen.box for chosen in (*found.titles, *([found.name] if found.name else []))]
    for index in sorted(free):
        near = (i for i in taken if any(pieces[i].box.overlap(box) > 0 for box in beside))
        if is_field_of_work(pieces[index]) and any(
            right_below(pieces[i].box, pieces[index].box) or right_below(pieces[index].box, pieces[i].box) for i in near
        ):
            _take_department(index, pieces, MIN_DEPARTMENT, free, found)


def _take_addresses(
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    country: str | None,
    free: set[int],
    found: Resolved,
) -> None:
    for group, address, likely in address_lines(pieces, probabilities, country, free):
        free.difference_update(group)
        reason = f"reads like a postal address ({likely:.0%})"
        found.addresses.append((address, _chosen(pieces, group, address.printed, likely, reason, joint=", ")))


def _take_organization(
    best: Organization, chance: float, pieces: Sequence[Piece], context: CardContext, free: set[int], found: Resolved
) -> None:
    parts = list(best.pieces)
    if parts:
        parts = list(as_other_lines_say(best.pieces, pieces, context, free))
        form = legal_form_after(parts, pieces, free)
        # "UG" is already a legal form, and "(haftungsbeschränkt)" below it is the rest of that form.
        if form is not None and (not ends_in_legal_form(pieces[parts[-1]].text) or pieces[form].text.startswith("(")):
            parts.append(form)
        box = Box.around(pieces[i].box for i in parts)
    else:
        boxes = [box for kind, box in context.values if kind in ("email", "url")]
        box = boxes[0] if boxes else Box(0, 0, 1, 1)
    raw = " ".join(pieces[i].text for i in parts) or best.text
    found.organization = Chosen(tidy_organization(closed_up(raw)), raw, min(0.99, chance), box, best.reasons)
    free.difference_update(parts)


def _take_other_organizations(
    pieces: Sequence[Piece], probabilities: NDArray[np.float64], free: set[int], found: Resolved
) -> None:
    if found.organization is None:
        return
    for index in sorted(free):
        if probabilities[index, ORGANIZATION] >= 0.5:
            other = tidy_organization(closed_up(pieces[index].text))
            likely = probabilities[index, ORGANIZATION]
            found.other_organizations.append(
                _chosen(pieces, (index,), other, likely, "also reads like an organisation")
            )
            free.discard(index)
