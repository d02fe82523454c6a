"""`cardscan setup`: ask who writes, from where, and how much a week; write the answers to cardscan.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import interactive, plain
from cardscan.app.cli.options import debug_option, settings_from
from cardscan.errors import CardscanError, ConfigError, UsageError

if TYPE_CHECKING:
    from cardscan.app.cli.settings_file import SettingsFile
    from cardscan.app.cli.setup_questions import Answer, Question

# option -> (key of the settings, metavar, help)
_OPTIONS = {
    "name": ("sender.name", "TEXT", "Your name, as it stands under a letter."),
    "email": ("sender.email", "ADDRESS", "Your e-mail address."),
    "signature": ("sender.signature", "LINES", 'Lines under your name, parted by |: "Firm | Phone".'),
    "country": ("country", "CC", "Country of numbers without +, such as DE."),
    "language": ("followup.default_language", "CODE", "Language of letters where nothing tells it, such as de."),
    "languages": ("ocr.languages", "CODES", "Languages on cards, such as eng,deu; auto finds them."),
    "new-per-week": ("plan.new_per_week", "N", "Letters and calls a week to new people."),
    "existing-per-week": ("plan.existing_per_week", "N", "Letters and calls a week to people who have answered."),
}


def _answer_options(command: click.Command) -> click.Command:
    for name, (_, metavar, words) in reversed(_OPTIONS.items()):
        command.params.insert(0, click.Option([f"--{name}"], metavar=metavar, help=words))
    return command


@_answer_options
@click.command(short_help="Say who you are and how you write; makes cardscan.toml.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: take the options given, and what is offered otherwise.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write this file, instead of cardscan.toml in your configuration folder.",
)
@debug_option
def setup(yes: bool, file: Path | None, **options: str | None) -> None:
    """Say who you are and how you write; makes cardscan.toml.

    Asks for name, address, signature, country, languages and how much attention you have a week. Enter takes what
    stands in brackets, - leaves a value out. What a file holds already stays, with its comments; a value is replaced
    only after a yes. An answer may be given as an option; the rest is asked.

    \b
    cardscan setup
    cardscan setup --yes --name "Robin Sample" --email robin@example.org
    """
    from cardscan.app.cli.settings_file import SettingsFile
    from cardscan.app.cli.setup_questions import QUESTIONS, offered
    from cardscan.config import user_config_file

    if not yes and not interactive():
        raise UsageError("there is no terminal to ask at; give the answers as options, and --yes")
    target = SettingsFile(file or user_config_file())
    given = {key: options[name.replace("-", "_")] for name, (key, _, _) in _OPTIONS.items()}
    answers: dict[str, Answer | None] = {}
    guesses = offered(os.environ, os.getuid())
    for question in QUESTIONS:
        present = target.value(question.key)
        default = guesses.get(question.key) if present is None else present
        typed = given[question.key]
        if typed is not None:
            answers[question.key] = _of_option(target, question, typed)
        else:
            answers[question.key] = default if yes else _ask(target, question, default)
    _write(target, answers, QUESTIONS, agreed=yes)
    if file is None:
        _say_what_goes_before(answers)


def _of_option(target: SettingsFile, question: Question, typed: str) -> Answer | None:
    option = next(name for name, (key, _, _) in _OPTIONS.items() if key == question.key)
    try:
        return _checked(target, question, typed)
    except ConfigError as error:
        raise UsageError(f"--{option}: {error}") from error


def _ask(target: SettingsFile, question: Question, default: Answer | None) -> Answer | None:
    """Ask until the settings accept the answer."""
    from cardscan.app.cli.setup_questions import NOTHING

    def value(typed: str) -> tuple[Answer | None]:
        try:
            return (_checked(target, question, typed),)
        except ConfigError as error:
            raise click.UsageError(plain(error)) from error

    shown = plain(question.shown(default))
    answer: tuple[Answer | None] = click.prompt(question.words, default=shown or NOTHING, value_proc=value)
    return answer[0]


def _checked(target: SettingsFile, question: Question, typed: str) -> Answer | None:
    answer = question.read(typed)
    target.check(question.key, answer)
    return answer


def _write(
    target: SettingsFile, answers: Mapping[str, Answer | None], questions: tuple[Question, ...], *, agreed: bool
) -> None:
    changed = {key: answer for key, answer in answers.items() if answer != target.value(key)}
    replaced = [
        question for question in questions if question.key in changed and target.value(question.key) is not None
    ]
    if replaced and not agreed:
        click.echo(f"\n{plain(target.path)} says otherwise so far:")
        for question in replaced:
            before, after = target.value(question.key), changed[question.key]
            click.echo(
                f"  {question.key}: {plain(question.shown(before))} -> {plain(question.shown(after)) or 'left out'}"
            )
        click.confirm("Replace these?", abort=True)
    if changed:
        target.write(changed)
    click.echo(f"{plain(target.path)}: {'written' if changed else 'left as it was'}")
    for question in questions:
        answer = question.shown(answers[question.key])
        click.echo(f"  {question.key:<26}{plain(answer) or 'not set'}")
    if not (answers["sender.name"] and answers["sender.email"]):
        click.echo('Letters need both: cardscan setup --name "..." --email "..."', err=True)


def _say_what_goes_before(answers: Mapping[str, Answer | None]) -> None:
    """Say which variables or local cardscan.toml override the user's file."""
    from cardscan.config import PREFIX

    try:
        settings = settings_from()
    except CardscanError as error:
        click.echo(f"note: {plain(error)}", err=True)
        return
    for key, answer in answers.items():
        block, _, name = key.rpartition(".")
        holds = getattr(getattr(settings, block) if block else settings, name)
        if answer is not None and holds != answer:
            variable = PREFIX + key.upper().replace(".", "_")
            stronger = variable if variable in os.environ else "cardscan.toml in this folder"
            click.echo(f"note: {stronger} sets {key} too, and goes before", err=True)
