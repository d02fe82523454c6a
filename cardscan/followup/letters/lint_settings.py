"""Define the lint's rules with their default severities, their settings, and what they know of a recipient."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.contact import Relation
from cardscan.model.draft import OtherLetter, Severity
from cardscan.model.encounter import Encounter
from cardscan.model.reading import ContactDetails
from cardscan.model.settings import OwnOrNamed, filled_from, setting, within

_BLOCK, _WARN = Severity.BLOCK, Severity.WARN
# Ours, in the order in which findings are shown; lint_rules.py has what each looks for.
RULES: dict[str, Severity] = {
    "unfilled": _BLOCK,
    "name": _BLOCK,
    "similar": _BLOCK,
    "promise": _BLOCK,
    "pitch": _BLOCK,
    "referral": _BLOCK,
    "attach": _WARN,
    "unread": _WARN,
    "company": _WARN,
    "language": _WARN,
    "address": _WARN,
    "length": _WARN,
    "questions": _WARN,
    "links": _WARN,
    "stock_phrase": _WARN,
}
_KNOWN = OwnOrNamed(tuple(RULES), "plugins.lint_rules", many=True)
# Letters within this span are compared: somebody who gets two alike within three months remembers the first.
COMPARED_DAYS = 90


@dataclass(frozen=True, slots=True)
class LintSettings:
    """Which rules block, warn or are off, and their limits.

    Attributes:
        block, warn, off: Names of rules whose default severity this replaces.
        max_words: Longest body in words, without greeting and signature.
        max_similarity: 0 to 1; a letter that is more similar than this to another one is too similar.
        max_similarity_in_firm: The same for two people with addresses at one firm, because they talk to each other.
        outside: Rules of plug-ins that check every letter in addition to ours.
    """

    block: tuple[str, ...] = setting((), _KNOWN)
    warn: tuple[str, ...] = setting((), _KNOWN)
    off: tuple[str, ...] = setting((), _KNOWN)
    max_words: int = setting(120, within(1, 10_000))
    max_similarity: float = setting(0.85, within(0.01, 1))
    max_similarity_in_firm: float = setting(0.7, within(0.01, 1))
    outside: tuple[str, ...] = filled_from("plugins.lint_rules")

    def __post_init__(self) -> None:
        known = (*RULES, *self.outside)
        unknown = [name for name in (*self.block, *self.warn, *self.off) if name not in known]
        if unknown:
            raise ValueError(f"there is no rule {unknown[0]!r}; there are {', '.join(known)}")
        if self.max_words < 1 or not (0 < self.max_similarity <= 1 and 0 < self.max_similarity_in_firm <= 1):
            raise ValueError("max_words must be above 0, the similarities above 0 and at most 1")

    def severity(self, rule: str, usual: Severity) -> Severity:
        """Return what a finding of this rule means: `usual`, unless the user set something else."""
        for names, severity in ((self.off, Severity.OFF), (self.block, _BLOCK), (self.warn, _WARN)):
            if rule in names:
                return severity
        return usual


@dataclass(frozen=True, slots=True)
class LintContext:
    """What is known about the person a letter goes to.

    Attributes:
        first: No letter of ours has reached them yet.
        others: Letters of the last 90 days.
        edited: A person has changed the text.
    """

    details: ContactDetails
    encounters: tuple[Encounter, ...] = ()
    relation: Relation = Relation.MET
    first: bool = True
    others: tuple[OtherLetter, ...] = ()
    edited: bool = False
