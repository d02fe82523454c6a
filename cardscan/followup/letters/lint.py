"""Looks at a letter before a person approves it; every rule has a name, a weight and a reason in words.

A rule that blocks keeps the letter from being approved; one that warns is shown. Both can be changed in cardscan.toml:

    [lint]
    block = ["stock_phrase"]
    warn = ["name"]
    off = ["links"]
"""

from __future__ import annotations

from cardscan.followup.letters.likeness import core, similarity, too_alike
from cardscan.followup.letters.lint_rules import CHECKS
from cardscan.followup.letters.lint_settings import COMPARED_DAYS, RULES, LintContext, LintSettings
from cardscan.model.draft import Finding, Letter, Severity

__all__ = ["COMPARED_DAYS", "RULES", "LintContext", "LintSettings", "check", "core", "similarity", "too_alike"]


def check(letter: Letter, context: LintContext, settings: LintSettings) -> tuple[Finding, ...]:
    """What is wrong with the letter, in the order of RULES, what blocks before what warns."""
    found = []
    for rule in RULES:
        severity = settings.severity(rule)
        if severity is not Severity.OFF:
            found += [Finding(rule, severity, message) for message in CHECKS[rule](letter, context, settings)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCK))
