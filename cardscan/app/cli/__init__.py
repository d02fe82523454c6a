"""Run the command line: parse, call, print. A command's module is loaded only when that command is used.

`cardscan --help` imports click and nothing heavier: no cv2, numpy, SQLAlchemy or OCR engine.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

import click

from cardscan import __version__
from cardscan.errors import CardscanError, ExitCode

# name -> (module, its text in `cardscan --help`); a test checks that the texts equal the commands' own.
COMMANDS = {
    "demo": ("cardscan.app.cli.demo", "Try it on sample cards of fictional people, in a folder of its own."),
    "setup": ("cardscan.app.cli.setup", "Say who you are and how you write; makes cardscan.toml."),
    "scan": ("cardscan.app.cli.scan", "Read the cards on photos and draft the follow-ups."),
    "contacts": ("cardscan.app.cli.contacts", "List, show and export the people whose cards were read."),
    "drafts": ("cardscan.app.cli.drafts", "Show, edit, approve or let go of the letters that wait."),
    "send": ("cardscan.app.cli.send", "Hand over the approved letters that are due; a dry run without --send."),
    "context": ("cardscan.app.cli.context", "Say where you met, what you talked about and what you promised."),
    "today": ("cardscan.app.cli.week", "Show who is due today, and why."),
    "plan": ("cardscan.app.cli.plan", "Show who is due today and this week, and why."),
    "who": ("cardscan.app.cli.week", "Show the people with these words in name, firm or notes."),
    "events": ("cardscan.app.cli.week", "List the events at which you met somebody, the newest first."),
    "snooze": ("cardscan.app.cli.week", "Keep a person for a later day; two weeks if you name none."),
    "undo": ("cardscan.app.cli.week", "Take back what you did last, whatever it was."),
    "touch": ("cardscan.app.cli.touch", "Log a message or a talk that happened elsewhere, in either direction."),
    "promises": ("cardscan.app.cli.promises", "List what was promised, by whom and until when."),
    "network": ("cardscan.app.cli.network", "Show whether every card is decided and the network is in balance."),
    "watch": ("cardscan.app.cli.watch", "Read the cards that are put into folders, as they come."),
    "replay": ("cardscan.app.cli.replay", "Read stored photos again with today's version, and show what differs."),
    "status": ("cardscan.app.cli.status", "Say what waits in the watched folders, and what went wrong."),
    "review": ("cardscan.app.cli.review", "Decide about new cards and letters, on a local web page."),
    "backup": ("cardscan.app.cli.backup", "Write everything into one file: contacts, cards, notes, drafts."),
    "restore": ("cardscan.app.cli.backup", "Make a store of a backup."),
    "explain": ("cardscan.app.cli.explain", "Show each step of reading one photo, as pictures and one page."),
    "doctor": ("cardscan.app.cli.doctor", "Say what is installed, what is missing, and how to get it."),
    "completion": ("cardscan.app.cli.completion", "Print the script that completes commands with the Tab key."),
}


# What people type -> what they mean.
MEANT = {
    "list": "cardscan contacts list", "show": "cardscan who NAME", "find": "cardscan who NAME",
    "search": "cardscan who NAME", "contact": "cardscan who NAME", "people": "cardscan contacts list",
    "add": "cardscan context add NAME", "note": "cardscan context add NAME", "log": "cardscan touch NAME",
    "later": "cardscan snooze NAME", "postpone": "cardscan snooze NAME", "remind": "cardscan snooze NAME DAY",
    "done": "cardscan contacts done NAME", "let-go": "cardscan contacts let-go NAME",
    "drop": "cardscan contacts let-go NAME", "delete": "cardscan contacts forget NAME",
    "forget": "cardscan contacts forget NAME", "merge": "cardscan contacts merge", "fix": "cardscan contacts fix NAME",
    "edit": "cardscan drafts edit NUMBER", "approve": "cardscan drafts approve NUMBER",
    "letters": "cardscan drafts list", "outbox": "cardscan send", "import": "cardscan contacts import FILE",
    "export": "cardscan contacts export", "push": "cardscan contacts push URL", "week": "cardscan plan",
    "agenda": "cardscan plan", "due": "cardscan plan", "tomorrow": "cardscan plan --date +1", "next": "cardscan today",
    "take-back": "cardscan undo", "birthdays": "cardscan plan", "event": "cardscan events", "init": "cardscan setup",
    "config": "cardscan setup", "promise": "cardscan promises", "stats": "cardscan network",
}  # fmt: skip


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the command names in the order in which a new user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a programming error, met by every test
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command, or point from a word that people guess to the command they mean."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if meant := MEANT.get(args[0].casefold()):
                raise click.UsageError(f"There is no command {args[0]!r}; what you want is: {meant}", ctx) from error
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="cardscan", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """Turn photos of business cards into contacts and personal follow-ups, on this machine alone.

    \b
    See it work:  cardscan demo       then say who you are: cardscan setup
    Start with:   cardscan scan FOLDER
    Then decide:  cardscan review     or see: cardscan contacts list, cardscan drafts list
    """
    ctx.ensure_object(dict)
    ctx.obj["debug"] = debug


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; the only place that turns errors into sentences."""
    _prepare_process()
    if "_CARDSCAN_COMPLETE" in os.environ:  # the shell asks for completions
        cli.main(prog_name="cardscan")
    state: dict[str, Any] = {"debug": False}
    try:
        # Not cli.main(): it would turn Ctrl-C, a closed pipe and a full disk into exit codes of its own.
        with cli.make_context("cardscan", list(sys.argv[1:] if arguments is None else arguments), obj=state) as ctx:
            outcome = cli.invoke(ctx)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.ClickException as error:
        error.show()
        return int(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _tell("stopped", ExitCode.INTERRUPTED, state)
    except BrokenPipeError:  # for example, `| head` has read enough
        _silence()
        return ExitCode.OK
    except OSError as error:  # a full disk under standard output, and the like
        _silence()
        where = f"{error.filename}: " if error.filename else "the output cannot be written: "
        return _tell(f"{where}{error.strerror or error}", ExitCode.FAILED, state)
    except CardscanError as error:
        return _tell(str(error), error.exit_code, state)
    except Exception as error:  # noqa: BLE001 - a bug: one sentence, the traceback with --debug
        kind = type(error).__name__
        return _tell(f"unexpected {kind}: {error}; run again with --debug and report it", ExitCode.FAILED, state)
    return outcome if isinstance(outcome, int) else ExitCode.OK


def _prepare_process() -> None:
    """Set up signals and streams as every command expects them."""
    # A stopped service or closed terminal ends as Ctrl-C does: the store stays consistent either way.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    for stream in (sys.stdout, sys.stderr):  # show a character that the encoding lacks as "?" instead of crashing
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _interrupt(number: int, frame: object) -> None:  # noqa: ARG001 - the handler's signature
    raise KeyboardInterrupt


def _silence() -> None:
    """Discard buffered output that has no reader; otherwise the flush at exit would complain."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - it lives as long as the process


def _tell(sentence: str, code: ExitCode, state: dict[str, Any]) -> int:
    from cardscan.app.cli.console import plain

    if state["debug"] and code is not ExitCode.INTERRUPTED:
        import traceback

        traceback.print_exc()
    click.echo(f"cardscan: {plain(sentence)}", err=True)
    return int(code)
