"""One contract for every rule of the lint: ours, and the example of a plug-in's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cardscan.config import load_settings
from cardscan.errors import ConfigError
from cardscan.followup.letters.lint import RULES, LintContext, LintSettings, check
from cardscan.followup.letters.lint_registry import LINT_RULES, LintRule
from cardscan.model.draft import Letter, Severity
from cardscan.model.reading import ContactDetails
from tests.example_plugins import site_folder, write_plugin
from tests.unit.test_followup_lint import CONTEXT, letter

EXAMPLES = ("exclamation",)
NOBODY = LintContext(ContactDetails())
LETTERS = (letter(), letter("!" * 500 + "?\x1b{{"), replace(letter(), body="", subject=""), letter("", language="xx"))


@pytest.fixture(params=[*LINT_RULES.own, *EXAMPLES])
def rule(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> LintRule:
    """Each rule in turn."""
    monkeypatch.syspath_prepend(site_folder())
    return LINT_RULES.load(request.param, EXAMPLES)


def test_it_says_for_which_interface_it_is_and_what_a_finding_means(rule: LintRule) -> None:
    """A rule that is off by itself would be no rule."""
    assert rule.api == 1
    assert rule.severity in (Severity.BLOCK, Severity.WARN)


@pytest.mark.parametrize("written", LETTERS)
@pytest.mark.parametrize("context", [CONTEXT, NOBODY])
def test_it_gives_the_same_plain_sentences_for_the_same_letter(
    rule: LintRule, written: Letter, context: LintContext
) -> None:
    """Whatever a person wrote and whoever it is for, known or not."""
    found = list(rule.findings(written, context, LintSettings()))
    assert found == list(rule.findings(written, context, LintSettings()))
    for sentence in found:
        assert len(sentence) > 15
        assert not set(sentence) & set("\n\r\x1b")


def test_the_registry_has_every_rule_of_the_settings_with_its_severity() -> None:
    """The table of severities is read without loading the rules."""
    assert {name: LINT_RULES.load(name).severity for name in LINT_RULES.own} == RULES


# --- plug-ins ---------------------------------------------------------------------------------------------------------


def load(tmp_path: Path, toml: str) -> LintSettings:
    file = tmp_path / "cardscan.toml"
    file.write_text(toml, "utf-8")
    return load_settings(files=[file], environment={}).lint


def test_a_plug_ins_rule_is_checked_once_it_is_named_and_can_be_made_to_block_or_be_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one of ours, by its name in the block [lint]."""
    monkeypatch.syspath_prepend(site_folder())
    loud = letter("What we said about OCR on receipts is still on my mind! I promise to send the paper on bees!")
    named = '[plugins]\nlint_rules = ["exclamation"]\n'
    for toml, severity in (
        ("", None),
        (named, Severity.WARN),
        (f'[lint]\nblock = ["exclamation"]\n{named}', Severity.BLOCK),
        (f'{named}[lint]\noff = ["exclamation"]\n', None),
    ):
        found = [item for item in check(loud, CONTEXT, load(tmp_path, toml)) if item.rule == "exclamation"]
        assert [item.severity for item in found] == ([severity] if severity else [])
    assert found == []
    with pytest.raises(ConfigError, match=r"`lint\.block` is .*'exclamation' is none of what may stand there"):
        load(tmp_path, '[lint]\nblock = ["exclamation"]\n')


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("raises_", "raise KeyError('x')", "failed on this letter (KeyError: 'x')"),
        ("raises_late", "yield 'a sentence'; 1 / 0", "failed on this letter (ZeroDivisionError: division by zero)"),
        ("says_numbers", "return [1]", "failed on this letter (TypeError: int in place of a sentence)"),
        ("says_one", "return 'wrong'", "failed on this letter (TypeError: a text in place of a list of texts)"),
        ("says_none", "return None", "failed on this letter (TypeError: "),
    ],
)
def test_a_rule_that_fails_is_a_finding_with_its_name_and_keeps_the_letter_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, body: str, says: str
) -> None:
    """Silence would look like a yes; the other rules still speak."""
    code = f"class Plugin:\n    api, severity = 1, 'block'\n    def findings(self, letter, context, settings): {body}\n"
    write_plugin(tmp_path, name, "cardscan.lint_rules", code)
    monkeypatch.syspath_prepend(tmp_path)
    found = check(letter("{{ talk }}"), CONTEXT, LintSettings(outside=(name,)))
    assert found[0].rule == "unfilled"
    (mine,) = [item for item in found if item.rule == name]
    assert mine.severity is Severity.BLOCK
    assert mine.message.startswith(f"the lint rule `{name}` of {name} 2.1 {says}")


def test_a_rule_that_is_named_and_missing_lets_no_letter_through() -> None:
    """The command ends with what to do."""
    with pytest.raises(ConfigError, match=r"`plugins\.lint_rules` names 'absent', and no installed package"):
        check(letter(), CONTEXT, LintSettings(outside=("absent",)))


def test_a_severity_that_is_none_is_told_with_the_rules_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any letter is looked at."""
    code = (
        "class Plugin:\n    api, severity = 1, 'loud'\n    def findings(self, letter, context, settings): return []\n"
    )
    write_plugin(tmp_path, "loud", "cardscan.lint_rules", code)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match=r"the lint rule `loud` of loud 2.1 does not fit \(ValueError: 'loud' is not"):
        check(letter(), CONTEXT, LintSettings(outside=("loud",)))
