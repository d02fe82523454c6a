"""Every key of cardscan.toml, event.toml and cadence.toml, every variable, every lint rule."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reference_text import attributes, code, first_line, kind_of, sentence, table

from cardscan.config import PREFIX, SECRETS, Settings, known_keys, rules
from cardscan.followup.letters.lint_settings import RULES
from cardscan.followup.notes import events
from cardscan.followup.notes.note_reading import DEPTH_WORDS, ORIGIN_WORDS
from cardscan.followup.templates import cadence, variables

# Values that no rule takes: the sentence that refuses them says what a rule allows.
_WRONG: tuple[Any, ...] = ("\n", ("\n",), "x://y", float("inf"), Path("nowhere-at-all"), Path(__file__))


def _rule(key: str) -> str:
    """What is allowed, in the words of the program's own error message."""
    rule = rules().get(key)
    for wrong in _WRONG if rule else ():
        try:
            rule(wrong)
        except ValueError as error:
            said = str(error).partition(": ")[2] or str(error)
            return f"Refused with: *{said.partition('; did you mean')[0].rstrip('.')}*."
        except (TypeError, AttributeError):
            continue
    return ""


def _default(key: str, settings: Settings) -> str:
    block, _, name = key.rpartition(".")
    value = getattr(getattr(settings, block) if block else settings, name)
    if key == "home":
        return "see [files](files.md)"
    if value in ("", (), None):
        return "left out"
    return code(str(value).lower() if isinstance(value, bool) else value)


def variable_of(key: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + key.upper().replace(".", "_")


def settings_page() -> str:
    """One table a block."""
    settings = Settings(home=Path("home"))
    blocks = {"": Settings} | {
        item.name: type(getattr(settings, item.name))
        for item in dataclasses.fields(Settings)
        if dataclasses.is_dataclass(getattr(settings, item.name))
    }
    said = attributes(Settings)
    parts = [
        "# Settings\n",
        "cardscan reads its settings from these places. A later one goes before an earlier one.\n",
        "1. the defaults below\n2. `cardscan.toml` in your configuration folder (see [files](files.md))\n"
        "3. `cardscan.toml` in the current folder\n4. [environment variables](environment.md)\n"
        "5. the options of the command\n",
        "An unknown key or a value that breaks its rule stops the command with exit code 3. "
        "The message names the file, the key and the nearest match.\n",
    ]
    for block, cls in blocks.items():
        parts.append(f"## [{block}]\n\n{sentence(said[block])}\n" if block else "## Top of the file\n")
        meanings = attributes(cls)
        keys = [key for key in known_keys() if key.rpartition(".")[0] == block]
        rows = [
            (code(key.rpartition(".")[2]), kind_of(known_keys()[key]), _default(key, settings),
             f"{sentence(meanings.get(key.rpartition('.')[2], ''))} {_rule(key)}")
            for key in keys
        ]  # fmt: skip
        parts.append(table(("Key", "Type", "Default", "Meaning and rule"), rows) + "\n")
    return "\n".join(parts)


def environment_page() -> str:
    """Every variable that changes a setting, and the others that the program looks at."""
    rows = [(code(variable_of(key)), code(key)) for key in known_keys()]
    others = [
        *((code(name), "The password for `cardscan contacts push`. It stands in no file.") for name in sorted(SECRETS)),
        ("`TESSDATA_PREFIX`", "A folder with Tesseract's language files, looked at before the usual places."),
        ("`VISUAL`, `EDITOR`", "The editor that `cardscan drafts edit` and `cardscan review --terminal` open."),
        ("`DISPLAY`, `WAYLAND_DISPLAY`", "`cardscan review` opens a browser only where one of them is set (Linux)."),
        ("`NOTIFY_SOCKET`, `WATCHDOG_USEC`", "`cardscan watch` tells systemd that it is ready and alive."),
    ]
    return "\n".join((
        "# Environment variables\n",
        f"Each setting has a variable: `{PREFIX}`, the block, the key. Lists are separated by commas. "
        f"An unknown variable that begins with `{PREFIX}` is refused.\n",
        table(("Variable", "Setting"), rows), "\n## Others\n", table(("Variable", "Meaning"), others),
    ))  # fmt: skip


_EVENT_MEANINGS = {
    "event": "Name of the event, as it stands in letters.",
    "date": 'The day, as `2026-11-24`. Promises such as "by Friday" count from it.',
    "place": "Where it was, as it stands in letters.",
    "country": "Two letters (ISO 3166-1) of the country in which it was.",
    "how": "How the card came to you: " + ", ".join(f'`"{word}"`' for word in ORIGIN_WORDS) + ".",
    "talked_about": "What you talked about. A letter needs it, or a promise.",
    "notes": 'A table or a text for each photo, by the photo\'s file name. `"IMG_2.jpg#2"` is the second card on it.',
    "events": "Several events in one folder: one `[[events]]` table each.",
    "from": "Time of day at which the event began.",
    "until": "Last day, or the time of day at which it ended.",
    "promised": "What you promised, with its day. A text or a list of texts.",
    "they_promised": "What they promised. A text or a list of texts.",
    "next_step": "What comes next, as it stands in the letter.",
    "depth": "How much you talked: " + ", ".join(f'`"{word}"`' for word in DEPTH_WORDS) + ".",
    "introduced_by": "Who introduced you.",
    "note": "For you alone. It never goes into a letter.",
    "cadence": "Name of the cadence that this person gets.",
}


def event_page() -> str:
    """The keys that the loader accepts, table by table."""
    parts = ["# event.toml\n", "The file lies beside the photos and says where you met and what you talked about. "
             "An unknown key is refused, because a typo would lose a promise.\n"]  # fmt: skip
    for title, keys in (
        ("Top of the file", events.TOP_KEYS),
        ("[[events]]", events.EVENT_KEYS),
        ('[notes."PHOTO"]', events.NOTE_KEYS),
    ):
        parts.append(f"## {title}\n")
        parts.append(table(("Key", "Meaning"), [(code(key), _EVENT_MEANINGS[key]) for key in keys]) + "\n")
    example = (inspect.getdoc(events) or "").split("\n\n", 1)[1].partition("\n\nWhere a folder holds")[0]
    parts.append(f'## Example\n\n```toml title="event.toml"\n{example}\n```\n')
    parts.append(f"Limits: {events.MAX_BYTES // 1024} KB a file, {events.MAX_EVENTS} events a folder.\n")
    return "\n".join(parts)


_CADENCE_MEANINGS = {
    "title": "Name for people.", "tone": "A note for whoever writes the texts.",
    "steps": f"One `[[steps]]` table for each letter: the first and at most {cadence.MAX_NUDGES} nudges.",
    "every_days": "Days between two signs of life to somebody who has answered before.",
    "name": "Name of the step.", "purpose": "What the step is for. `cardscan plan` shows it.",
}  # fmt: skip


def cadence_page() -> str:
    """The keys of a cadence and of its steps."""

    def rows(keys: Mapping[str, type], cls: type) -> list[tuple[str, str, str]]:
        said = attributes(cls) | _CADENCE_MEANINGS
        names = {str: "text", int: "whole number", list: "list"}
        return [(code(key), names[kind], sentence(said[key])) for key, kind in keys.items()]

    return "\n".join((
        "# cadence.toml\n",
        "A cadence is a folder under `templates/email/`: `cadence.toml` lists the steps, and "
        "`STEP.LANGUAGE.txt.j2` beside it is the text of one step in one language. "
        "[Add a cadence](../recipes/cadence.md) shows how to make one.\n",
        table(("Key", "Type", "Meaning"), rows(cadence._KEYS, cadence.Cadence)),
        "\n## [[steps]]\n", table(("Key", "Type", "Meaning"), rows(cadence._STEP_KEYS, cadence.Step)),
        f"\n`stop_on` may name {_listed(cadence.STOP_RULES)}; `then` is {_listed(cadence.THEN)}. "
        f"`every_days` is from {cadence.QUARTER_DAYS} to {cadence.LONGEST_DAYS}.",
    ))  # fmt: skip


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(code(word) for word in words[:-1]) + f" or `{words[-1]}`"


def templates_page() -> str:
    """Every name that a template may use, with where its text comes from."""
    rows = []
    for name in variables.names("en"):
        kind = "list" if name in variables.LISTS else "text" if name in variables.SOURCES else "true or false"
        source = variables.SOURCES.get(name, "decides, and is not printed")
        only = variables.WORDED.get(name, "")
        rows.append((code(name), kind, source + (f". In other languages: {only}" if only else "")))
    return "\n".join((
        "# Template variables\n", sentence(first_line(variables)) + "\n",
        "A sentence in which a variable is empty disappears. "
        "`{% choose %} ... {% or %} ... {% endchoose %}` gives several wordings.\n",
        table(("Variable", "Type", "Comes from"), rows),
    ))  # fmt: skip


def lint_page() -> str:
    """Every rule with what it does by default."""
    rows = [(code(name), severity.value) for name, severity in RULES.items()]
    return "\n".join((
        "# Lint rules\n",
        "The lint looks at a letter before it can be approved. A finding that blocks has to be mended; "
        "a finding that warns is shown. `[lint]` in [cardscan.toml](settings.md#lint) changes that by name.\n",
        table(("Rule", "By default"), rows),
    ))  # fmt: skip
