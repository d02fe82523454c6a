"""Write the reference pages of the site from the code: `python docs/reference.py [FOLDER]`.

Everything on these pages comes from what the program runs on: click's commands, the settings with their rules, the
keys that the loaders accept, the error classes with their messages. The pages are made at build time and are in no
repository, so that they cannot be out of date. tests/unit/test_docs_reference.py checks that nothing is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # run by its path, it finds its neighbours

from reference_code import errors_page, files_page, json_page
from reference_commands import commands_page
from reference_keys import cadence_page, environment_page, event_page, lint_page, settings_page, templates_page

FOLDER = Path(__file__).resolve().parent / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "settings.md": settings_page,
    "environment.md": environment_page,
    "event-toml.md": event_page,
    "cadence-toml.md": cadence_page,
    "template-variables.md": templates_page,
    "lint-rules.md": lint_page,
    "json.md": json_page,
    "errors.md": errors_page,
    "files.md": files_page,
}


def write(folder: Path = FOLDER) -> list[Path]:
    """Write every page into `folder` and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, page in PAGES.items():
        (folder / name).write_text(page().rstrip() + "\n", "utf-8")
        written.append(folder / name)
    return written


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:2]))
