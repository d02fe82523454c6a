"""The recipes of docs/recipes, followed as they are written."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from cardscan.followup import read_events
from cardscan.followup.letters.letter_process import LetterProcess
from cardscan.followup.letters.lint import LintContext, LintSettings, check
from cardscan.followup.planning.plan import Plan, Recipient, plan
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.model.contact import Relation
from cardscan.model.draft import Sender
from cardscan.model.reading import ContactDetails, PersonName, Recommendation
from tests.docs_blocks import DOCS, Block, blocks

ROOT = DOCS.parent
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
NUMBER = "0123456789abcdef"
ROBIN = Sender("Robin Sample", "robin@example.org")


def recipe(name: str) -> dict[str, Block]:
    """The recipe's blocks by their titles."""
    return {block.title: block for block in blocks(DOCS / "recipes" / f"{name}.md")}


def test_the_cadence_of_the_recipe_writes_a_letter(tmp_path: Path) -> None:
    """Its two files in an empty folder, its note, and the letter says what the recipe's text says."""
    steps = recipe("cadence")
    for title, block in steps.items():
        if title.startswith("templates/"):
            file = tmp_path / Path(title).relative_to("templates")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
    met = read_events(steps["event.toml"].text.encode()).encounter_for("IMG_1.jpg")
    dirs = template_dirs(tmp_path)
    assert met is not None
    to = Recipient(MIRA, Relation.MET, Recommendation.STRONG, country="GB", language="en")
    planned = plan(to, met, cadences=load_cadences(dirs), today=date(2026, 11, 23))
    assert isinstance(planned, Plan)
    assert (planned.cadence, planned.step) == ("workshop", "first")
    with closing(LetterProcess()) as process:
        letter = process.write(
            planned, MIRA, met, ROBIN, templates_dirs=dirs, token=NUMBER, others=(), lint=LintSettings()
        )
    assert letter.subject == "After the workshop"
    assert "It was good to have you at the Solder Workshop." in letter.body
    assert "lead-free solder" in letter.body
    assert [finding.rule for finding in check(letter, LintContext(MIRA, (met,)), LintSettings())] == []


@pytest.mark.parametrize("title", [title for title in recipe("review-verb") if "/" in title])
def test_every_place_of_the_verb_recipe_is_there(title: str) -> None:
    """Each file exists, and has a neighbour in the shape that the recipe shows: a method, a route, a row, a button."""
    shape = {
        "cardscan/workflows/review/people.py": r"def done\(self, number: int, \*, seen: str, now: datetime\) -> Done:",
        "cardscan/workflows/review/desk.py": r'^    "followed up": "',
        "cardscan/app/web/routes_people.py": r'@routes\.post\("/person/\{number\}/done"\)',
        "templates/review/person.html.j2": r'formaction="\{\{ verb \}\}done"',
        "tests/reviewing.py": r'^    "done": _people\("done"\),',
        "tests/unit/test_review_people.py": r'^    "followed up": lambda desk, seen: desk\.done\(2, seen=seen',
        "tests/failures/answer_lost.py": r'^    "done": _person\("done"\),',
    }[title]
    assert re.search(shape, (ROOT / title).read_text("utf-8"), re.MULTILINE), title
