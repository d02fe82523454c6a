"""The light parts of the command line stay light, and the heavy ones honest."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import click
import pytest

from cardscan.app.cli import COMMANDS, cli, main

HEAVY = ("cv2", "numpy", "sqlalchemy", "tesserocr", "pytesseract", "jinja2", "phonenumbers", "rich", "PIL", "alembic")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["scan", "--help"], ["contacts", "--help"], []])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Asking for help imports click and the commands' own few lines."""
    script = f"""
import sys
from cardscan.app.cli import main
main({arguments!r})
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_help_loads_click_and_the_command_line_alone() -> None:
    """However slow the machine: what is not loaded takes no time."""
    script = """
import sys
before = set(sys.modules)
from cardscan.app.cli import main
main(["--help"])
new = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items() if name not in before}
print([name for name, file in new.items() if name.startswith("cardscan") or "site-packages" in file], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = ast.literal_eval(done.stderr.splitlines()[-1])
    assert {name.split(".")[0] for name in loaded} == {"cardscan", "click"}
    assert [name for name in loaded if name.startswith("cardscan")] == [
        "cardscan", "cardscan.app", "cardscan.errors", "cardscan.app.cli",
    ]  # fmt: skip


@pytest.mark.slow
def test_help_takes_hardly_more_than_loading_click() -> None:
    """Processor time, the best of five starts each, in turn: a slow machine slows both, numpy alone is thrice it."""

    def start(*arguments: str) -> float:
        before = os.times()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    starts = [(start("-m", "cardscan", "--help"), start("-c", "import click")) for _ in range(5)]
    help_takes, click_takes = (min(spent) for spent in zip(*starts, strict=True))
    assert help_takes < 2 * click_takes


def test_the_list_of_commands_says_what_the_commands_say() -> None:
    """The sentences in the lazy table are the commands' own."""
    context = click.Context(cli)
    assert cli.list_commands(context) == list(COMMANDS)
    for name, (_, sentence) in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(limit=200) == sentence
        assert (command.help or "").splitlines()[0] == sentence


def every_command(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """All commands below this one, with their paths."""
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            found += every_command(inner, (*path, name))
    return found


def test_every_option_and_command_explains_itself() -> None:
    """No flag without a help text, no command without a first sentence."""
    for path, command in every_command(cli):
        assert command.help, path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (path, parameter.name)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--version"], 0, "cardscan "),
        (["nonsense"], 2, "No such command"),
        (["scan"], 2, "Missing argument"),
        (["scan", "--country", "Germany", "x.jpg"], 2, "two letters"),
        (["scan", "--languages", "e;rm", "x.jpg"], 2, "Tesseract's codes"),
        (["scan", "--workers", "0", "x.jpg"], 2, "not in the range"),
        (["scan", "--no-store", "--event", "Fair", "x.jpg"], 2, "--event belongs to"),
        (["scan", "there-is-no-such-file.jpg"], 2, "no such file"),
        (["contacts", "list"], 5, "there is no store yet"),
        (["drafts", "show", "1"], 5, "there is no store yet"),
        (["contacts", "list", "--needs-context", "--search", "x"], 2, "goes alone"),
    ],
)
def test_a_wrong_call_is_a_sentence_and_the_right_code(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, whatever is asked."""
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert said in captured.out + captured.err
    assert "Traceback" not in captured.err


def test_an_unknown_variable_is_a_configuration_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3, with what was near."""
    monkeypatch.setenv("CARDSCAN_CONTRY", "DE")
    assert main(["doctor"]) == 3
    assert "CARDSCAN_COUNTRY" in capsys.readouterr().err


def test_a_bug_is_a_sentence_and_with_debug_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Users report the sentence, developers get the stack."""

    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug \x1b[31m")

    monkeypatch.setattr("cardscan.app.cli.doctor.settings_from", explode)
    assert main(["doctor"]) == 1
    plain = capsys.readouterr().err
    assert "unexpected ZeroDivisionError" in plain
    assert "Traceback" not in plain
    assert "\x1b" not in plain
    assert main(["doctor", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_come_out(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each names the variable through which the shell asks back."""
    assert main(["completion", shell]) == 0
    assert "_CARDSCAN_COMPLETE" in capsys.readouterr().out


def test_the_shell_gets_its_completions() -> None:
    """What bash asks after `cardscan con<Tab>`."""
    done = subprocess.run(
        [sys.executable, "-c", "from cardscan.app.cli import cli; cli(prog_name='cardscan')"],
        env={"COMP_WORDS": "cardscan con", "COMP_CWORD": "1", "_CARDSCAN_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "contacts" in done.stdout
