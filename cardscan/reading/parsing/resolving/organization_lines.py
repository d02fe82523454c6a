"""Correct which lines form the chosen organisation, by the card's domain and its other lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from cardscan.reading.parsing.evidence.features import CardContext, Piece
from cardscan.reading.parsing.evidence.lexicons import tokens, words
from cardscan.reading.parsing.names.legal_forms import is_legal_form, without_legal_form
from cardscan.reading.parsing.resolving.joined_lines import set_alike

# A shorter domain than this may be spelled by chance.
LEAST_DOMAIN = 6
# Number of lines that together may spell one domain, and how far apart they stand, in heights of the smaller one.
MOST_LINES, MOST_APART = 4, 3.0
# From this similarity on, 0 to 100, two lines are the same firm: once as a logo, once in print.
ALIKE = 75
# Most words of a firm's name on one line of print.
MOST_WORDS = 5


def as_other_lines_say(
    group: tuple[int, ...], pieces: Sequence[Piece], context: CardContext, free: set[int]
) -> tuple[int, ...]:
    """Return the organisation's lines, in the order of its name.

    Args:
        group: Indices of the chosen pieces, which are part of no other value.
        free: Indices of the pieces that nothing has explained, including those of the group.
    """
    keys = {i: "".join(tokens(pieces[i].text)) for i in free | set(group)}
    labels = ["".join(tokens(domain)) for domain in context.domains]
    if "".join(keys[i] for i in group) not in labels:
        for label in labels:
            spelled = next(_spelling(label, keys, pieces), None) if len(label) >= LEAST_DOMAIN else None
            if spelled and set(group) & set(spelled):
                return group if set(group) == set(spelled) else spelled
    first = group[0]
    if len(group) > 1 and keys[first] in labels and len(tokens(pieces[first].text)) > 1:
        # The domain ends where the first line ends: the following lines are the firm's description of itself.
        return (first, *(i for i in group[1:2] if is_legal_form(pieces[i].text) or _follows_names(pieces[i].text)))
    if len(group) == 1 and _follows_names(without_legal_form(pieces[first].text)):
        # "Consulting Ltd" names no firm by itself: the line above that is set like it begins the name.
        for i in sorted(free - set(group)):
            if set_alike(pieces[i], pieces[first]) and not _follows_names(pieces[i].text):
                return (i, first)
    return _in_print(group, pieces, free)


def _spelling(label: str, keys: dict[int, str], pieces: Sequence[Piece]) -> Iterator[tuple[int, ...]]:
    """Yield lines that stand together and spell the whole of a domain, one after the other."""
    # Domains usually leave legal forms out.
    bare = {i: "".join(tokens(without_legal_form(pieces[i].text))) for i in keys}
    spelled = {i: key if key in label else bare[i] for i, key in keys.items()}
    parts = {i: key for i, key in spelled.items() if len(key) > 1 and key in label}

    def walk(taken: tuple[int, ...], rest: str) -> Iterator[tuple[int, ...]]:
        if not rest:
            yield taken
        for i, key in sorted(parts.items()):
            if i not in taken and rest.startswith(key) and len(taken) < MOST_LINES:
                if taken and not _near(pieces[taken[-1]], pieces[i]):
                    continue
                yield from walk((*taken, i), rest[len(key) :])

    return (found for found in walk((), label) if len(found) > 1)


def _follows_names(text: str) -> bool:
    """Whether a text has only words that follow a firm's own name ("& Associés", "Solutions")."""
    said = tokens(text)
    return bool(said) and all(word in words("organization_words") for word in said)


def _near(one: Piece, two: Piece) -> bool:
    a, b = one.box, two.box
    low = min(a.height, b.height)
    down = max(a.top, b.top) - min(a.bottom, b.bottom)
    across = max(a.left, b.left) - min(a.right, b.right)
    return down < MOST_APART * low and across < MOST_APART * low


def _in_print(group: tuple[int, ...], pieces: Sequence[Piece], free: set[int]) -> tuple[int, ...]:
    """Prefer a line of print that says the same as a logo, or the same and more, because it is read better."""
    said = " ".join(" ".join(tokens(pieces[i].text)) for i in group)
    for i in sorted(free - set(group)):
        other = tokens(pieces[i].text)
        if not 1 < len(other) <= MOST_WORDS or any(word.isdigit() for word in other):
            continue
        text = " ".join(other)
        more = len(group) == 1 and len(tokens(said)) == 1 and len(other) == 2 and said in other[1:]
        again = len(group) > 1 and len(tokens(said)) == len(other) and ALIKE <= fuzz.ratio(said, text) < 100
        if more or again:
            return (i,)
    return group
