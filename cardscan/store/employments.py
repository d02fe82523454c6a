"""Work out a person's present and former jobs from their cards, in the order of the cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from cardscan.locales.folding import unaccented
from cardscan.model.contact import ValueOrigin
from cardscan.store.records import Employment, StoredValue, ValueKind

# Values that belong to a job: a title at the old firm says nothing about the new one.
_OF_A_JOB = (ValueKind.TITLE, ValueKind.DEPARTMENT)

# One misread letter in a name of ten means the same firm, not a change of jobs.
_NEAR = 90.0


def jobs(values: Iterable[StoredValue]) -> tuple[Employment, ...]:
    """Return the present job first, then the former ones, latest first. Cards read at the same moment are one job."""
    found: list[tuple[Employment, list[str]]] = []
    for source in _sources(values):
        firms = [str(value.value) for value in source if value.kind is ValueKind.ORGANIZATION]
        titles = [str(value.value) for value in source if value.kind is ValueKind.TITLE]
        since = min(value.created_at for value in source)
        if not firms:
            continue
        known = next((n for n, (job, names) in enumerate(found) if _one_job(job, names, firms, source)), None)
        if known is None:
            found.append((Employment(firms[0], tuple(titles), since, current=not found), firms))
            continue
        job, names = found[known]
        merged = tuple(dict.fromkeys((*job.titles, *titles)))
        found[known] = (Employment(job.organization, merged, min(job.since, since), job.current), names + firms)
    return tuple(job for job, _ in found)


def without_former(values: Sequence[StoredValue]) -> list[StoredValue]:
    """Return the values without titles and departments of former jobs; a person's own values stay."""
    sources = _sources(values)
    working = [source for source in sources if any(value.kind is ValueKind.ORGANIZATION for value in source)]
    if len(working) < 2:
        return list(values)
    present = working[0]
    firms = [str(value.value) for value in present if value.kind is ValueKind.ORGANIZATION]
    moment = max(value.created_at for value in present)
    former: set[int] = set()
    for source in working[1:]:
        theirs = [str(value.value) for value in source if value.kind is ValueKind.ORGANIZATION]
        earlier = max(value.created_at for value in source) < moment
        if earlier and not any(_same_firm(a, b) for a in firms for b in theirs):
            former |= {id(value) for value in source if value.origin is not ValueOrigin.HUMAN}
    return [value for value in values if value.kind not in _OF_A_JOB or id(value) not in former]


def _sources(values: Iterable[StoredValue]) -> list[list[StoredValue]]:
    """Group the current values by their source (a person, a card, an import), the strongest and newest first."""
    groups: dict[tuple[object, ...], list[StoredValue]] = {}
    for value in values:
        if not value.withdrawn:
            human = value.origin is ValueOrigin.HUMAN
            key = ("human",) if human else (value.card_id, value.created_at if value.card_id is None else None)
            groups.setdefault(key, []).append(value)
    return sorted(
        groups.values(),
        key=lambda group: (
            group[0].origin is not ValueOrigin.HUMAN,
            -max(value.created_at for value in group).timestamp(),
            -(group[0].card_id or 0),
        ),
    )


def _one_job(job: Employment, names: list[str], firms: list[str], source: list[StoredValue]) -> bool:
    """Whether it is the same firm, or was read at the same moment: front and back of a card in two languages."""
    together = job.since == max(value.created_at for value in source)
    return together or any(_same_firm(a, b) for a in names for b in firms)


def _same_firm(one: str, other: str) -> bool:
    a, b = sorted((_words(one), _words(other)), key=len)
    if not a:
        return a == b
    return b[: len(a)] == a or fuzz.ratio("".join(a), "".join(b)) >= _NEAR


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"(?<=\w)\.(?=\w)", "", unaccented(text)))
