"""Which letter waits for a yes is one thing, wherever it is listed or counted."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cardscan.app.cli.drafts import drafts
from cardscan.app.cli.network import network
from cardscan.app.cli.plan import plan
from cardscan.app.cli.status import status
from cardscan.app.web.page_desk import PageDesk
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.draft import OPEN_STATES, UNDER_WAY, DraftState, Letter
from cardscan.store import Decision, Lane, Store, open_store
from cardscan.workflows.letters.drafting import draft_next
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.person_view import person_view
from tests import reviewing
from tests.browser.conftest import Person, put

NOW = datetime.now(UTC)
TODAY = date.today()
LATER = TODAY + timedelta(days=9)
# Whose letter waits is told by the name; "put off" ones are for a later day, "approved" has another one, too.
PEOPLE = ("waits", "waits twice", "letter put off", "person put off", "came due", "followed up", "let go", "approved",
          "sending", "unknown", "blocked", "no letter")  # fmt: skip
WAITING = {"waits", "waits twice", "came due"}


def letter(recipient: str, due: date) -> Letter:
    """A letter as it would be drafted."""
    return Letter(recipient, "Mira Muster", "Boats", "Hello,\n\nboats!\n", "conference", "first", due, "en",
                  f"<{recipient.partition('@')[0]}-{due}@muster.example>")  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A person for each place in which a letter can stand."""
    store = open_store(tmp_path / "letters.db", keys_of=match_keys)
    settings = reviewing.settings(tmp_path)
    of: dict[str, int] = {}
    for number, name in enumerate(PEOPLE, 1):
        address = f"{name.replace(' ', '.')}@muster{number}.example"
        put(store, Person(f"{name.title()} Muster", f"Muster {number}", address, talk="boats"), number, now=NOW)
        if name != "no letter":
            with store.transaction() as tx:
                of[name] = tx.drafts.add(number, letter(address, TODAY), now=NOW).id
    with store.transaction() as tx:
        twice = PEOPLE.index("waits twice") + 1
        tx.drafts.add(twice, letter("waits.twice@muster2.example", TODAY - timedelta(days=1)), now=NOW)
        for name, decision, until in (
            ("person put off", Decision.LATER, LATER), ("came due", Decision.LATER, TODAY),
            ("followed up", Decision.FOLLOWED_UP, None),
        ):  # fmt: skip
            tx.people.decide(PEOPLE.index(name) + 1, decision, until=until, now=NOW, actor="robin")
        for name in ("approved", "sending", "unknown"):
            tx.drafts.approve(of[name], sha256="0" * 64, revision=1, now=NOW, actor="robin")
        for name in ("sending", "unknown"):
            tx.drafts.move(of[name], DraftState.SENDING, now=NOW)
        tx.drafts.move(of["unknown"], DraftState.UNKNOWN, now=NOW)
        tx.suppression.block(PEOPLE.index("blocked") + 1, reason="asked for it", now=NOW, actor="robin")
    letters = DraftDesk(store, settings, "robin")
    letters.later(of["letter put off"], LATER, revision=1, now=NOW)
    letters.let_go(of["let go"], revision=1, now=NOW)
    return store


def test_every_number_of_waiting_letters_is_the_same(store: Store, tmp_path: Path) -> None:
    """The page's number, its list, each person's page, and what status, plan, network and the drafts' list say."""
    letters = store.drafts.waiting(TODAY)
    assert {PEOPLE[draft.contact_id - 1] for draft in letters} == WAITING
    counts = store.review.counts(since=NOW, today=TODAY)
    lane = store.review.waiting(Lane.DRAFTS, today=TODAY)
    assert counts.drafts == len(lane) == len(letters) == 3
    by_person = {draft.contact_id: draft.id for draft in letters}
    assert {item.contact_id: item.draft_id for item in lane} == by_person
    with_letter = {i.contact_id: i.draft_id for i in store.review.waiting(Lane.ALL, today=TODAY) if i.draft_id}
    assert with_letter == by_person
    desk = PageDesk(store, reviewing.settings(tmp_path), "robin", lambda: NOW)
    for number, draft_id in by_person.items():
        view = person_view(desk, number, now=NOW)
        assert view.letter is not None
        assert view.letter.draft.id == draft_id
    desk.close()
    for command, arguments in ((drafts, ["list"]), (plan, []), (network, []), (status, [])):
        said = CliRunner().invoke(command, [*arguments, "--db", store.where]).output
        assert re.search(r"^3 letters wait for your yes\.$", said, re.MULTILINE), said
    report = CliRunner().invoke(status, ["--json", "--db", store.where]).output
    assert json.loads(report)["waiting_letters"] == 3


def test_a_letter_under_way_keeps_every_second_one_away(store: Store, tmp_path: Path) -> None:
    """Also one of which nobody knows whether it left: neither a look at the card nor the plan brings another."""
    assert {DraftState.SENDING, DraftState.UNKNOWN} == UNDER_WAY - OPEN_STATES
    settings = reviewing.settings(tmp_path)
    for name in ("waits", "approved", "sending", "unknown"):
        number = PEOPLE.index(name) + 1
        before = [draft.id for draft in store.drafts.all(contact_id=number)]
        PeopleDesk(store, settings, "robin").confirm(number, seen=store.review.seen(number), now=NOW)
        draft_next(store, number, settings, now=NOW)
        assert [draft.id for draft in store.drafts.all(contact_id=number)] == before
