"""Other pages, other programs and stolen addresses get nothing from the local page; in a real browser."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from typing import Any

from cardscan.model.contact import Decision


def ask(page: Any, path: str, host: str) -> int:
    """The status of one request without a browser, with any Host."""
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_printed_address_works_once(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """Who reads it later from a screen or a shell history gets nothing; the first browser stays in."""
    page = review()
    view = tab()
    view.goto(page.url)
    view.get_by_role("heading", name="Who is waiting").wait_for()
    thief = tab(expect_refusals=True)
    assert thief.goto(page.url).status == 403
    assert thief.goto(page.origin).status == 403
    view.goto(page.url)
    view.get_by_role("heading", name="Who is waiting").wait_for()


def test_only_our_own_host_is_served(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """A name that was made to point here is refused before anything is looked at, and the ticket is not used up."""
    page = review()
    for host in ("evil.example", "127.0.0.1", "localhost", f"127.0.0.1.evil.example:{page.port}", ""):
        assert ask(page, page.url.removeprefix(page.origin), host) in (400, 421), host
    tab().goto(page.url)
    assert ask(page, "/", f"127.0.0.1:{page.port}") == 403


def test_a_rebound_name_gets_nothing(review: Callable[..., Any], chromium_with: Callable[..., Any]) -> None:
    """DNS rebinding: the name of a page on the internet suddenly means 127.0.0.1."""
    page = review()
    view = chromium_with("--host-resolver-rules=MAP rebound.example 127.0.0.1").new_page()
    assert view.goto(page.url).status == 200
    answer = view.goto(page.origin.replace("127.0.0.1", "rebound.example"))
    assert answer.status == 421
    assert "waiting" not in view.content()


def test_another_page_can_neither_change_nor_read_nor_frame_anything(
    review: Callable[..., Any], tab: Callable[..., Any], foreign_site: Callable[[str], str]
) -> None:
    """A form, fetch, picture, script, frame and WebSocket from another port, in the browser that is logged in."""
    page = review()
    view = tab(expect_refusals=True)
    view.goto(page.url)
    with page.store() as store:
        seen = store.review.seen(1)
    evil = foreign_site(
        f"<form id=f method=post action='{page.origin}/person/1/let-go'><input name=seen value='{seen}'></form>"
        f"<iframe id=frame src='{page.origin}/'></iframe><img id=picture src='{page.origin}/picture/card/1.jpg'>"
    )
    view.goto(evil)
    found = view.evaluate(
        """async (origin) => {
            const found = {};
            for (const mode of ["cors", "no-cors"]) {
                try {
                    const answer = await fetch(origin + "/person/1/let-go",
                        {method: "POST", mode, credentials: "include", body: new URLSearchParams({seen: "SEEN"})});
                    found[mode] = answer.status;
                } catch (error) { found[mode] = "refused"; }
            }
            const picture = new Image();
            found.picture = await new Promise((tell) => {
                picture.onload = () => tell("loaded"); picture.onerror = () => tell("refused");
                picture.src = origin + "/picture/card/1.jpg?again";
            });
            found.socket = await new Promise((tell) => {
                const socket = new WebSocket(origin.replace("http", "ws") + "/");
                socket.onopen = () => tell("open"); socket.onerror = () => tell("refused");
            });
            return found;
        }""".replace("SEEN", seen),
        page.origin,
    )
    assert found == {"cors": "refused", "no-cors": "refused", "picture": "refused", "socket": "refused"}
    frame = view.frames[1]
    assert "waiting" not in frame.content()
    view.evaluate("document.getElementById('f').submit()")
    view.get_by_text("another page").wait_for()
    with page.store() as store:
        assert store.people.history(1).decision is not Decision.LET_GO


def test_every_answer_carries_the_rules_and_no_page_needs_more(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """Policy, no caching, no framing; and nothing is asked of any other host."""
    page = review()
    view = tab()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    answer = view.goto(page.url)
    headers = answer.headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    for path in ("/person/1", "/person/2", "/people", "/help", "/?lane=check"):
        view.goto(f"{page.origin}{path}", wait_until="networkidle")
    assert {url.partition("/open")[0][: len(page.origin)] for url in asked} == {page.origin}


def test_paths_that_play_tricks_find_nothing(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """Numbers only, and only what is in the store."""
    page = review()
    view = tab(expect_refusals=True)
    view.goto(page.url)
    for path in (
        "/picture/card/..%2f..%2fetc%2fpasswd.jpg", "/picture/card/0.jpg", "/picture/card/-1.jpg",
        "/picture/card/99999999999999999999.jpg", "/picture/card/1%00.jpg", "/static/..%2f..%2fpage.py",
        "/static/%2e%2e/page.py", "/static//etc/passwd", "/person/2147483647", "/person/abc", "/draft/1e9",
    ):  # fmt: skip
        status = view.request.get(f"{page.origin}{path}", max_redirects=0).status
        assert status in (404, 422), f"{path}: {status}"


def test_no_text_from_a_card_ever_runs(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """Markup in every field and in the context stays text; the policy has nothing to report."""
    from tests.browser.conftest import Person

    hostile = "\"><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">{{7*7}}"
    page = review((Person(f"A {hostile}", hostile, "a@hostile.example.org", hostile, talk=hostile, strong=False),))
    view = tab()
    view.goto(page.url)
    view.goto(f"{page.origin}/person/1", wait_until="networkidle")
    assert "run" not in view.title().split(" · ")[-1]
    assert view.locator("main img").count() == 0
    assert "49" not in view.locator("h1").inner_text()
    assert view.get_by_role("textbox", name="Organization").input_value() == hostile
