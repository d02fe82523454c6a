"""Everybody can use the page: axe-core finds nothing, it fits every width, and it asks for few actions."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cardscan.config import Settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.contact import Decision
from cardscan.model.draft import Sender
from cardscan.store import open_store
from cardscan.workflows.letters.writing import LetterWriter
from tests.browser.conftest import Person, put

AXE = Path(__file__).resolve().parents[2] / ".venv" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("/", "/?lane=check", "/person/1", "/person/2", "/person/3", "/people", "/people?q=marsden", "/help",
         "/network", "/duplicates", "/card/3", "/upload", "/person/1/forget")  # fmt: skip


def ask_pair(page: Any, one: int, other: int) -> None:
    """Leave the question whether two people are one."""
    with page.store() as store, store.transaction() as tx:
        tx.duplicates.ask(one, other, score=4.0, reasons=[("same name", 4.0)], now=datetime.now(UTC))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_page(review: Callable[..., Any], tab: Callable[..., Any], scheme: str) -> None:
    """Labels, roles, contrast in both schemes, and the page of a refused change."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make setup-browser")
    page = review(arguments=("--lan", "--lan-address", "127.0.0.1"))
    phone = page.process.stdout.readline().split()[-1]
    ask_pair(page, 3, 4)
    view = tab(bypass_csp=True, color_scheme=scheme, expect_refusals=True)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/2")
    view.get_by_role("button", name="Fields are right").click()
    found: list[str] = []

    def look(where: str) -> None:
        view.wait_for_load_state("networkidle")
        view.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        view.evaluate(AXE.read_text("utf-8"))
        for item in view.evaluate("axe.run(document)")["violations"]:
            found.extend(f"{where}: {item['id']}: {node['html'][:150]}" for node in item["nodes"])

    look("confirmed")
    for path in PAGES:
        view.goto(f"{page.origin}{path}")
        look(path)
    view.goto(f"{page.origin}/person/1")
    view.locator("#i-email-0").fill("no address")
    view.locator("#i-email-0").press("Enter")
    look("refused")
    view.goto(phone)
    look("the phone's page")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, pytest.param(768, marks=pytest.mark.slow), 1600])
def test_nothing_is_cut_off_at_any_width(review: Callable[..., Any], tab: Callable[..., Any], width: int) -> None:
    """No page scrolls sideways, and long words and right-to-left names stay inside."""
    people = (
        Person("Noelle Whitlow", "Finchgate Capital", "noelle@finchgate.example.com", talk="glass"),
        Person("نادية الحسيني", "شركة المثال", "nadia@example.org", strong=False),
        Person("山田太郎", "見本株式会社", "taro@example.org"),
        Person("W" * 90, "Ж" * 120, "w@example.org", title="m" * 150),
    )
    page = review(people)
    view = tab(viewport={"width": width, "height": 800})
    view.goto(page.url)
    for path in (
        "/",
        "/person/2",
        "/person/4",
        "/people",
        "/network",
        "/help",
        "/card/4",
        "/upload",
        "/person/4/forget",
    ):
        view.goto(f"{page.origin}{path}")
        assert view.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_page_is_light(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """Below 150 KB besides the pictures of the cards."""
    page = review()
    view = tab()
    weights: dict[str, int] = {}
    view.on("response", lambda answer: weights.__setitem__(answer.url, len(answer.body()) if answer.ok else 0))
    view.goto(page.url, wait_until="networkidle")
    view.goto(f"{page.origin}/person/2", wait_until="networkidle")
    assert 0 < sum(size for url, size in weights.items() if "/picture/" not in url) < 150_000


SUBJECTS = (
    "glass tin paper receipts maps bridges bread clocks ferries seeds wool radios lamps kites pumps roofs drums "
    "tiles boats wheels soil bees cork salt ropes dyes looms mills quilts canals"
)


def talk(number: int) -> str:
    """A subject of its own for each: letters that are alike are refused by the lint."""
    dice = random.Random(number)
    return " ".join(dice.sample(SUBJECTS.split(), 14))


@pytest.mark.slow
def test_thirty_cards_take_at_most_two_and_a_half_actions_each(
    review: Callable[..., Any], tab: Callable[..., Any], tmp_path: Path
) -> None:
    """Ten wrong addresses, five without context, three doubled people, twelve that are right; keys are counted.

    A line of context that is typed counts as one action, and its Enter as another.
    """
    people = [
        Person(f"Given{n} Family{chr(65 + n % 26)}{n}", f"Firm {n}", f"g{n}@firm{n}.example.org",
               read_email=f"q{n}@firm{n}.example.org" if n <= 10 else "", talk="" if 10 < n <= 15 else talk(n),
               strong=n > 10)
        for n in range(1, 31)
    ]  # fmt: skip
    db, now = tmp_path / "thirty.db", datetime.now(UTC)
    writer = LetterWriter(Settings(home=tmp_path / "home", sender=Sender("Robin Sample", "robin@sample.example.org")))
    with open_store(db, keys_of=match_keys) as store:
        for number, person in enumerate(people, 1):
            put(store, person, number, now=now)
            if person.strong and person.talk and number < 28:  # as a scan does; not while it is open who it is
                with store.transaction() as tx:
                    writer.write(
                        tx, tx.people.get(number), tx.encounters.of(number)[-1], token=f"{number:032x}", now=now
                    )
    page = review((), db=db)
    for one, other in ((28, 16), (29, 17), (30, 18)):
        ask_pair(page, other, one)
    view = tab()
    view.goto(page.url)
    actions = 0

    def press(key: str, said: str | re.Pattern[str]) -> None:
        nonlocal actions
        actions += 1
        view.keyboard.press(key)
        view.locator(".said").get_by_text(said).first.wait_for()
        view.wait_for_load_state()

    view.goto(f"{page.origin}/duplicates")
    for _ in range(3):
        press("1", "one person now")
        view.goto(f"{page.origin}/duplicates")  # the link in the head of the page
        actions += 1
    view.goto(f"{page.origin}/next")
    for _ in range(27):
        name = view.locator("h1").inner_text()
        if view.locator(".option").count():
            press("1", f"Corrected: {name}")
        if view.get_by_text("please check the fields").count() or not view.locator("#subject").count():
            if view.get_by_text("No letter without a conversation").count():
                view.keyboard.press("t")
                view.keyboard.type(f"talked about {talk(100 + actions)}")
                actions += 2
                press("Enter", f"Noted: {name}")
            else:
                press("c", f"Confirmed: {name}")
        press("a", re.compile(f"Approved: {name}|This is the letter as it stands"))
        if not view.locator(".said").get_by_text(f"Approved: {name}").count():  # it was not in view as a whole
            press("a", f"Approved: {name}")
    with page.store() as store:
        decided = [store.people.history(contact.id).decision for contact in store.people.all()]
    assert decided == [Decision.FOLLOWED_UP] * 27
    print(f"{actions} actions for 30 cards: {actions / 30:.2f} each")
    assert actions / 30 <= 2.5, actions


def test_the_answer_to_a_pair_is_kept_and_a_merge_can_be_parted(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """Same person, and back; then not the same, and they are not asked about again."""
    page = review()
    ask_pair(page, 3, 4)
    view = tab()
    view.goto(page.url)
    view.get_by_role("link", name="Same person?").click()
    view.get_by_role("button", name="Same person").click()
    view.get_by_text("One person now").wait_for()
    view.get_by_role("button", name="Part them again").click()
    view.get_by_text("Parted again").wait_for()
    with page.store() as store:
        assert {contact.id for contact in store.people.all()} == {1, 2, 3, 4}
        assert store.duplicates.undecided() == []
        assert store.duplicates.distinct_from(3) == {4}
