"""Define the interface of a lint rule, and the registry that names ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from cardscan.errors import PluginError
from cardscan.followup.letters.lint_settings import RULES, LintContext, LintSettings
from cardscan.model.draft import Letter, Severity
from cardscan.model.plaintext import one_line
from cardscan.plugins import Origin, Registry, blamed

# A finding is one sentence on one line.
LONGEST_FINDING = 300
ADVICE = "what it has against the letter is not known; update its package, or take it out of `plugins.lint_rules`"


class LintRule(Protocol):
    """Checks a letter for one thing. Pure: the same letter and context give the same findings."""

    @property
    def api(self) -> int:
        """The version of the interface that it implements: 1."""

    @property
    def severity(self) -> Severity:
        """What a finding means unless cardscan.toml says otherwise: BLOCK prevents approval, WARN is only shown."""

    def findings(self, letter: Letter, context: LintContext, settings: LintSettings) -> Iterable[str]:
        """Return what is wrong with the letter: one sentence each, without a full stop; none if all is well."""


class OutsideRule:
    """Wraps a plug-in's rule. A rule that fails becomes a finding, so that nobody takes its silence for a yes."""

    api = 1

    def __init__(self, inner: Any, origin: Origin) -> None:
        self._inner, self._origin = inner, origin
        self.severity = Severity(inner.severity)

    def findings(self, letter: Letter, context: LintContext, settings: LintSettings) -> Iterable[str]:
        """See `LintRule.findings`."""
        try:
            with blamed(self._origin, "on this letter", ADVICE):
                found = self._inner.findings(letter, context, settings)
                if isinstance(found, str):
                    raise TypeError("a text in place of a list of texts")
                return [one_line(text, LONGEST_FINDING) for text in map(_text, found)]
        except PluginError as error:
            return [str(error)]


def _text(said: object) -> str:
    if not isinstance(said, str) or not said.strip():
        raise TypeError(f"{type(said).__name__} in place of a sentence")
    return said


LINT_RULES: Registry[LintRule] = Registry(
    "lint rule",
    "plugins.lint_rules",
    {name: f"cardscan.followup.letters.lint_rules:{name.upper()}" for name in RULES},
    needs=("severity", "findings"),
    adapt=OutsideRule,
)
