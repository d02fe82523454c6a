"""No exclamation marks in a letter, but where the greeting of its language has one."""

from collections.abc import Iterator

from cardscan.followup.letters.lint import LintContext, LintSettings, core
from cardscan.model.draft import Letter, Severity

MARKS = "!！"


class Exclamation:
    """A lint rule: `[plugins] lint_rules = ["exclamation"]`."""

    api = 1
    severity = Severity.WARN  # `[lint] block = ["exclamation"]` keeps such letters from leaving

    def findings(self, letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:
        """One sentence, however many there are. `core` is the text without greeting and signature."""
        count = sum(text.count(mark) for text in (letter.subject, core(letter.body)) for mark in MARKS)
        if count:
            marks = "an exclamation mark" if count == 1 else f"{count} exclamation marks"
            yield f"it has {marks}; a calm sentence says the same"
