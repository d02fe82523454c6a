"""Handle lines that name a job: how a title or department continues in the next line, and the titles in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cardscan.reading.parsing.evidence.features import Piece
from cardscan.reading.parsing.evidence.labeller import DEPARTMENT, TITLE
from cardscan.reading.parsing.evidence.lexicons import says_title, tokens
from cardscan.reading.parsing.evidence.text_features import DEGREE
from cardscan.reading.parsing.resolving.joined_lines import goes_on, set_alike

# From this likelihood on a line is a department. From the second on, a bracketed line is not part of the title above.
MIN_DEPARTMENT, MIN_BRACKETED = 0.5, 0.7
# A line below a title that begins in mid-phrase is part of the title unless it is this unlikely to be one.
_LEAST_GOING_ON = 0.1
# The second half of a title is at least this likely to be a title or a department.
_LEAST_SECOND_HALF = 0.3
# These words qualify a following word for a job, though they are words of titles themselves.
_QUALIFIERS = frozenset(
    ("general", "managing", "deputy", "assistant", "associate", "senior", "junior", "chief", "vice")
)
# "Dept. of Mechanical" lacks a noun, which the line below has.
_OPEN_DEPARTMENT = re.compile(
    r"(?:dept\.?|department|school|faculty|chair|division)\s+of\s+\w+(?:ical|al|ic)$", re.IGNORECASE
)
# Degrees belong to the name, and say nothing about the job.
_DEGREE_IN_WORDS = re.compile(
    r"(?:bachelor|master|doctor|associate|diploma)(?:'?s)?(?:\s+degree)?\s+(?:of|in)\b", re.IGNORECASE
)


def continued(
    index: int, pieces: Sequence[Piece], probabilities: NDArray[np.float64], free: set[int]
) -> tuple[int, ...]:
    """Return the pieces of a title that begins at `index`.

    A title that ends in mid-phrase ("Head of", "Sales &") continues in the line below. So does a title above a remark
    in brackets that is not a department.

    Args:
        probabilities: The labeller's probabilities, of shape (pieces, labels).
        free: Pieces that nothing else has taken.
    """
    text = pieces[index].text.rstrip()
    open_end = re.search(r"(?:&|\band|\bof|\bfor|\bund|\bde|\bet|,|/|-)$", text, re.IGNORECASE)
    box = pieces[index].box
    for other in sorted(free - {index}):
        bracketed = re.fullmatch(r"\([^()]{3,}\)", pieces[other].text.strip())  # "Senior Consultant", "(Transport)"
        if not (open_end or bracketed):
            continue
        below = pieces[other].box
        gap = below.top - box.bottom
        shared = min(box.right, below.right) - max(box.left, below.left)
        likely = probabilities[other, TITLE] + probabilities[other, DEPARTMENT]
        if bracketed and probabilities[other, DEPARTMENT] >= MIN_BRACKETED:
            continue
        if -0.4 * box.height < gap < 0.9 * box.height and shared > 0 and (likely > 0.3 or bracketed):
            return (index, other)
    for other in sorted(free - {index}):
        upper, lower = pieces[index], pieces[other]
        likely = float(probabilities[other, TITLE] + probabilities[other, DEPARTMENT])
        if goes_on(upper, lower) and likely > _LEAST_GOING_ON:
            return (index, other)
        if (
            likely > _LEAST_SECOND_HALF
            and _wants_a_job(upper.text)
            and says_job(lower.text)
            and set_alike(upper, lower)
        ):
            return (index, other)
    return (index,)


def _wants_a_job(text: str) -> bool:
    """Whether a text lacks a word for a job that the line below may add: "DEPUTY GENERAL", "Business Development"."""
    said = tokens(text)
    return not says_job(text) or (bool(said) and said[-1] in _QUALIFIERS) or said == ("executive",)


def rest_of_department(index: int, pieces: Sequence[Piece], free: set[int]) -> tuple[int, ...]:
    """Return the pieces of a department that begins at `index`: "Direction des" continues in the line below."""
    text = pieces[index].text.rstrip()
    open_end = re.search(r"(?:&|\b(?:and|of|for|und|für|de|des|du|et|e|y|i|della?|di|do|da)|,)$", text, re.IGNORECASE)
    for other in sorted(free - {index}):
        upper, lower = pieces[index], pieces[other]
        if goes_on(upper, lower) or ((open_end or _OPEN_DEPARTMENT.match(text)) and set_alike(upper, lower)):
            return (index, other)
    return (index,)


def says_job(text: str) -> bool:
    """Whether a word of the text names somebody's work."""
    return any(says_title(word) for word in tokens(text))


def split_titles(text: str) -> list[str]:
    """Split "Owner / Event Planner" into two titles; "Co-Founder / CTO" stays one, as people write it; drop degrees."""
    parts = [p for p in re.split(r"\s+/\s*|\s*/\s+|\s*[|•·]\s*", text) if p.strip()]
    if len(parts) < 2 or any(re.fullmatch(r"[A-Z]{2,4}", p.strip()) for p in parts):
        parts = [text]
    titles = [tidy_title(part) for part in parts]
    return [title for title in titles if not (DEGREE.fullmatch(title) or _DEGREE_IN_WORDS.match(title))]


# "Managing Director B.E. (Civil)": a degree written with full stops, and its subject, with or without brackets.
_SUBJECT = r"(?:\([^)]*\)|(?:civil|mech|elec|chem|comp|agri|arch|struct|hons?)[a-z]*\b)?"
_DEGREE_BEHIND = re.compile(
    rf"[\s,]+(?:(?:[BM]\.\s?(?:E|Tech|Sc|Com|A|Arch|B\.A)|Ph\.\s?D|M\.D)\.?\s*{_SUBJECT}[\s,.]*)+$", re.IGNORECASE
)


def tidy_title(text: str) -> str:
    """Return a title without marks at its ends, brackets around the whole of it, or a degree after it."""
    bare = _DEGREE_BEHIND.sub("", text.strip(" ,;:-–|.•*\"'“”"))
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1]
    if bare.count("(") > bare.count(")"):
        bare += ")"
    return bare or text
