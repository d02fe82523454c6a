"""Check a letter before a person approves it; every rule has a name, a severity and a reason in words.

A rule that blocks keeps the letter from being approved; one that warns is only shown. cardscan.toml can change both:

    [lint]
    block = ["stock_phrase"]
    warn = ["name"]
    off = ["links"]

Plug-ins can add rules to ours: see lint_registry.py.
"""

from __future__ import annotations

from cardscan.followup.letters.likeness import core, similarity, too_alike
from cardscan.followup.letters.lint_registry import LINT_RULES
from cardscan.followup.letters.lint_settings import COMPARED_DAYS, RULES, LintContext, LintSettings
from cardscan.model.draft import Finding, Letter, Severity

__all__ = ["COMPARED_DAYS", "RULES", "LintContext", "LintSettings", "check", "core", "similarity", "too_alike"]


def check(letter: Letter, context: LintContext, settings: LintSettings) -> tuple[Finding, ...]:
    """Return what is wrong with the letter: blocking findings first, then in the order of RULES and plug-ins.

    Raises:
        ConfigError: A plug-in's rule that cardscan.toml names is not installed or does not load.
    """
    found = []
    for name in LINT_RULES.names(settings.outside):
        rule = LINT_RULES.load(name, settings.outside)
        severity = settings.severity(name, rule.severity)
        if severity is not Severity.OFF:
            found += [Finding(name, severity, message) for message in rule.findings(letter, context, settings)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCK))
