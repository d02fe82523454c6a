"""What a condition or a denial in a clause reaches: the whole clause, only its reason, or how little was said."""

from __future__ import annotations

from cardscan.followup.notes.clauses import Clause
from cardscan.followup.notes.patterns import DEPTHS, matches
from cardscan.followup.notes.units import Unit
from cardscan.model.encounter import TalkDepth


def asks_whether(units: tuple[Unit, ...], at: int) -> bool:
    """Whether an "if" here is that of "asked if": no condition."""
    return "whether" in units[at].tags and any(unit.kinds() & {"want", "say", "do"} for unit in units[:at])


def little_said(clause: Clause) -> TalkDepth | None:
    """How little was said, if that is what is denied: "didn't really talk"."""
    found = [(len(match[0]), key) for key, match in matches(clause.words, "depths", clause.text) if key != "talk"]
    if found:
        return DEPTHS[max(found)[1]]
    talked = any("talk" in unit.tags or unit.kinds() & {"talk", "discuss"} for unit in clause.units)
    about = any("about" in unit.tags for unit in clause.units)
    return TalkDepth.NONE if talked and not about else None


def reason_of(units: tuple[Unit, ...]) -> int:
    """Return where the reason or relative clause of a promise begins; what it denies is not the promise."""
    given = next((at for at, unit in enumerate(units) if unit.kinds() & {"send", "give"}), len(units))
    return next((at for at in range(given + 2, len(units)) if units[at].tags & {"because", "that"}), len(units))


def names_something(unit: Unit) -> bool:
    """Whether a word of a denied clause names what is denied; the same word elsewhere is denied too."""
    return (
        len(unit.key) > 2 and not unit.readings and unit.tags <= {"remark", "meeting", "talk"} and unit.key[0].isalnum()
    )
