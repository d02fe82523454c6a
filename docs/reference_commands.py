"""Every command and option, from click."""

from __future__ import annotations

import re

import click
from reference_text import code, sentence, table

from cardscan.app.cli import cli

INTRO = """# Commands

This page comes from the program itself. `cardscan COMMAND --help` prints the same text.
Every command also takes `-h` or `--help`.
"""


def commands_page() -> str:
    """One section a command, in the order of `cardscan --help`."""
    context = click.Context(cli, info_name="cardscan")
    return INTRO + "\n" + "\n".join(_sections(cli, context, 2))


def _sections(command: click.Command, context: click.Context, level: int) -> list[str]:
    sections = [_section(command, context, level)]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None  # noqa: S101 - it was listed
            sections += _sections(inner, click.Context(inner, info_name=name, parent=context), min(level + 1, 3))
    return sections


def _section(command: click.Command, context: click.Context, level: int) -> str:
    usage = command.get_usage(context).removeprefix("Usage: ")
    parts = [f"{'#' * level} {context.command_path}\n", f"```text\n{' '.join(usage.split())}\n```\n"]
    parts += [_paragraph(part) for part in re.split(r"\n\s*\n", command.help or "")]
    rows = [_row(parameter, context) for parameter in command.params if not _hidden(parameter)]
    if rows:
        parts.append(table(("Option", "Meaning"), rows) + "\n")
    return "\n".join(parts)


def _paragraph(text: str) -> str:
    """What follows click's mark for lines to be left as they are is an example."""
    if text.lstrip().startswith("\b"):
        lines = text.strip("\b \n").splitlines()
        return "```text\n" + "\n".join(line.strip() for line in lines) + "\n```\n"
    return " ".join(text.split()) + "\n"


def _hidden(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and (parameter.hidden or "--help" in parameter.opts)


def _row(parameter: click.Parameter, context: click.Context) -> tuple[str, str]:
    if isinstance(parameter, click.Option):
        record = parameter.get_help_record(context)
        assert record is not None  # noqa: S101 - hidden ones were left out
        return code(record[0]), sentence(record[1])
    need = "required" if parameter.required else "may be left out"
    return code(parameter.make_metavar(context)), f"Argument, {need}."
