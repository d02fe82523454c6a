"""Long runs of hostile input: strings in every field, generated requests, and kills in the middle of a verb."""

from __future__ import annotations

import contextlib
import http.client
import random
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cardscan.config import Settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.draft import DraftState
from cardscan.store import open_store
from tests.browser.conftest import Person
from tests.patience import PATIENCE_S

SEEDS = (
    "<script>window.ran=1</script>", "\"><img src=x onerror=window.ran=1>", "'-window.ran-'",
    "javascript:window.ran=1", "</textarea><script>window.ran=1</script>", "</title><svg onload=window.ran=1>",
    "{{7*7}}${7*7}<%=7*7%>", "&lt;b&gt;&amp;", "\u202etxt.exe", "\u0000\u0001\u001f", "\ufeff\u200b\u2060",
    "Z\u0351\u036b\u0343a\u0322\u0321lgo" * 9, "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\ufdfa" * 30,
    "اختبار النص", "test\u2060test\u202b", "表ポあA鷗Œé逍Üßªąñ丂㐀", "../../../etc/passwd%00", "' OR 1=1 -- ",
    "\\\\host\\share", "=cmd|'/c calc'!A0", "W" * 400, "a\nb\r\nBcc: x@example.org", "%s%n%d", "null", "undefined",
    "NaN", "-1e999", "\ufffd",
)  # fmt: skip


def naughty(count: int) -> list[str]:
    """So many strings: the seeds, and seeds put together."""
    dice = random.Random(8)
    mixed = ["".join(dice.sample(SEEDS, dice.randint(2, 3))) for _ in range(count - len(SEEDS))]
    return [*SEEDS, *mixed]


@pytest.mark.slow
def test_three_hundred_hostile_strings_in_every_field_run_nothing(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """In name, firm, title, e-mail, phone and talk: no script runs, nothing scrolls sideways, no policy report."""
    people = tuple(
        Person(
            f"{text} N",
            text or "x",
            f"{text}@{text}" if n % 3 else f"n{n}@example.org",
            title=text or "x",
            talk=text,
            phone=text if n % 4 else "+442079460958",
            strong=bool(n % 2),
        )
        for n, text in enumerate(naughty(300))
    )
    page = review(people)
    view = tab(viewport={"width": 900, "height": 700})  # a report of the policy is an error on the console: it fails
    view.goto(page.url)
    paths = [f"/?page={n}" for n in range(1, 7)] + ["/people"] + [f"/person/{n}" for n in range(1, 301)]
    paths += [f"/card/{n}" for n in range(1, len(SEEDS) + 1)]
    for path in paths:
        view.goto(f"{page.origin}{path}", wait_until="domcontentloaded")
        state = view.evaluate(
            "[window.ran === undefined, document.documentElement.scrollWidth, document.scripts.length]"
        )
        assert state == [True, 900, 2], path  # two scripts: ours


def client_of(page: Any) -> tuple[Callable[..., int], str]:
    """A function that sends one request as the browser would, and its cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=30)
    connection.request("GET", page.url.removeprefix(page.origin), headers={"Host": f"127.0.0.1:{page.port}"})
    cookie = (connection.getresponse().getheader("set-cookie") or "").partition(";")[0]
    connection.close()

    def send(method: str, path: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=30)
        headers = {"Host": f"127.0.0.1:{page.port}", "Cookie": cookie, "Origin": page.origin, "Content-Type": kind}
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            return connection.getresponse().status
        finally:
            connection.close()

    return send, cookie


@pytest.mark.slow
def test_generated_requests_never_end_in_an_error_of_the_server(review: Callable[..., Any], tmp_path: Path) -> None:
    """Ten thousand cases that schemathesis makes from the routes, good and bad: every answer is below 500."""
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings

    from cardscan.app.web.application import create_app
    from cardscan.app.web.page_desk import PageDesk

    page = review()
    send, _ = client_of(page)
    with open_store(page.db, keys_of=match_keys) as store:
        desk = PageDesk(store, Settings(home=tmp_path), "robin", lambda: datetime.now(UTC))
        document = create_app(desk).openapi()
    schema = schemathesis.openapi.from_dict(document)
    operations = [result.ok() for result in schema.get_all_operations()]
    each = 14_000 // len(operations)  # some routes have few cases
    statuses: dict[int, int] = {}
    for operation in operations:
        strategy = operation.as_strategy()

        @settings(max_examples=each, database=None, deadline=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=strategy)
        def one(case: Any) -> None:
            path = urllib.parse.quote(case.formatted_path, safe="/%")
            query = urllib.parse.urlencode(case.query or {}, doseq=True, errors="replace")
            body = b""
            if isinstance(case.body, dict):
                body = urllib.parse.urlencode(case.body, doseq=True, errors="replace").encode()
            status = send(case.method, f"{path}?{query}" if query else path, body)
            statuses[status] = statuses.get(status, 0) + 1
            assert status < 500, (case.method, path, case.body)

        one()
    print(f"{sum(statuses.values()):,} requests, by answer: {dict(sorted(statuses.items()))}")
    assert sum(statuses.values()) >= 10_000, statuses


@pytest.mark.slow
@pytest.mark.parametrize("delay_ms", range(0, 60, 4))
def test_a_kill_in_an_approval_leaves_the_old_or_the_new_state(review: Callable[..., Any], delay_ms: int) -> None:
    """kill -9 at any moment: the letter is drafted and the person open, or approved with all that belongs to it."""
    page = review((Person("Noelle Whitlow", "Finchgate", "noelle@finchgate.example.com", talk="glass"),))
    send, _ = client_of(page)
    with page.store() as store:
        seen = store.review.seen(1)
    assert send("POST", "/person/1/confirm", urllib.parse.urlencode({"seen": seen}).encode()) == 303
    with page.store() as store:
        (draft,) = store.drafts.all()
    form = {"revision": draft.revision, "subject": draft.letter.subject, "body": draft.letter.body}
    kill = subprocess.Popen([sys.executable, "-c",
                             f"import os,time; print(flush=True); input(); time.sleep({delay_ms / 1000}); "
                             f"os.kill({page.process.pid}, {int(signal.SIGKILL)})"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip
    assert kill.stdout
    assert kill.stdin
    kill.stdout.readline()
    kill.stdin.write("\n")
    kill.stdin.flush()
    with contextlib.suppress(OSError, http.client.HTTPException):
        send("POST", f"/draft/{draft.id}/approve", urllib.parse.urlencode(form).encode())
    kill.communicate()
    page.process.wait(PATIENCE_S)
    with page.store() as store:
        (after,) = store.drafts.all()
        decision = store.people.history(1).decision
        approved = after.state is DraftState.APPROVED
        assert approved == (after.approval is not None) == (decision is not None) == (
            store.review.last_step(actor=_me()).verb == "approve")  # fmt: skip
        assert after.file
        assert Path(after.file).is_file()


def _me() -> str:
    import getpass

    return getpass.getuser()
