"""Each verb of the review page, ended by kill -9 when its answer is about to leave: run by test_review_answers.py.

    python -m tests.failures.answer_lost FOLDER confirm ...

A request goes through the guard and the routes in a process that dies at the first byte of the answer, so that the
verb is committed and the browser knows nothing of it. Printed, by verb: whether all rows are those of an answered
request, whether every letter's file is there, and what the same form is answered when it is sent again.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from cardscan.app.web.application import create_app
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.security import Doorkeeper, Guard
from cardscan.contacts.matching.keys import match_keys
from cardscan.store import Store, open_store
from tests import reviewing
from tests.own_loop import run_apart

HOST = "127.0.0.1:8000"
Form = tuple[str, dict[str, object]]


def _person(verb: str, number: int = 2, **given: object) -> Any:
    return lambda store: (f"/person/{number}/{verb}", {"seen": store.review.seen(number), **given})


def _letter(verb: str, **given: object) -> Any:
    def form(store: Store) -> Form:
        draft = reviewing.letter(store)
        text = {"subject": draft.letter.subject, "body": draft.letter.body}
        return f"/draft/{draft.id}/{verb}", {"revision": draft.revision, **text, **given}

    return form


def _pair(answer: str) -> Any:
    return lambda store: (f"/duplicates/3/{answer}", {"other": 4, "seen": "".join(reviewing.both(store))})


def _card(verb: str, contact: int, **given: object) -> Any:
    def form(store: Store) -> Form:
        number = store.cards.all(contact_id=contact)[-1].id
        return f"/card/{number}/{verb}", {"seen": store.review.seen(contact), **given}

    return form


# What the browser sends, by verb; the names are those of `reviewing.VERBS`, whose preparations are used, too.
FORMS: dict[str, Any] = {
    "confirm": _person("confirm"),
    "fix": _person("fix/email-0", **{"person": 2, "value.email-0": "gavin@tarnbrook.example.org"}),
    "context": _person("context", 3, line="talked about glass; I send the sketch by Friday"),
    "let go": _person("let-go", 1),
    "later": _person("later", day="2026-12-24"),
    "done": _person("done"),
    "not a card": _person("no-card"),
    "block": _person("suppress", 1, sure="yes"),
    "forget": _person("forget", 1, sure="yes"),
    "save": _letter("save", body="By hand"),
    "another": _letter("another"),
    "language": _letter("language", language="de"),
    "approve": _letter("approve", subject="As promised"),
    "same": _pair("same"),
    "two people": _pair("not-same"),
    "ask later": _pair("later"),
    "part": lambda _: ("/person/3/part", {"merged": 4}),
    "read again": _card("read", 2, turn="same"),
    "split": _card("split", 2),
    "second person": _card("second", 1, name="Ida Whitlow", whose="phone-0:second"),
    "join": lambda store: (
        "/card/3/join", {"seen": store.review.seen(3), "other": 4, "other_seen": store.review.seen(4)}),
    "touch": _person("touch", person=2, since="she called, we meet in May"),
    "promise kept": lambda store: (f"/promise/{store.promises.all()[0].id}/kept", {"seen": store.review.seen(3)}),
    "undo": lambda _: ("/undo", {}),
    "undo same": lambda _: ("/undo", {}),
}  # fmt: skip


def request(desk: PageDesk, path: str, form: dict[str, object], *, die: bool) -> int:
    """Send the form as the browser does; the status of the answer, if there is one."""
    door = Doorkeeper(frozenset({HOST}))
    body, statuses = urlencode(form).encode(), list[int]()
    cookie = f"{door.cookie_name}={door.session}"
    headers = {"host": HOST, "origin": f"http://{HOST}", "sec-fetch-site": "same-origin", "cookie": cookie,
               "content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            if die:
                os.kill(os.getpid(), signal.SIGKILL)
            statuses.append(message["status"])

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
             "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
             "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000)}  # fmt: skip
    run_apart(Guard(create_app(desk), door)(scope, receive, send))
    return statuses[0]


def in_a_process(place: Path, path: str, form: dict[str, object], *, die: bool = False) -> int:
    """The answer's status, from a process of its own; -9 where that was killed."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        with open_store(place / "review.db", keys_of=match_keys, create=False) as store:
            desk = PageDesk(store, reviewing.settings(place), "robin", lambda: reviewing.NOW)
            os.write(theirs, str(request(desk, path, form, die=die)).encode())
            desk.close()
        os._exit(0)
    os.close(theirs)
    _, status = os.waitpid(child, 0)
    with os.fdopen(ours, "rb") as said:
        answer = said.read()
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else int(answer or b"0")


def attempt(folder: Path, verb: str) -> dict[str, Any]:
    """How the verb stands after its answer was lost, and after the form was sent again."""
    place, before = folder / "run", folder / "before"
    for old in (place, before):
        shutil.rmtree(old, ignore_errors=True)
    place.mkdir(parents=True)
    with open_store(place / "review.db", keys_of=match_keys) as store:
        own = reviewing.settings(place)
        reviewing.set_up(store, own)
        reviewing.BEFORE.get(verb, lambda *_: None)(store, own)
        path, form = FORMS[verb](store)
        untouched = reviewing.rows(store, everything=True)
    shutil.copytree(place, before)
    answered = in_a_process(place, path, form)
    whole = _rows(place, everything=True)
    shutil.rmtree(place)
    shutil.copytree(before, place)
    killed = in_a_process(place, path, form, die=True)
    after, seen = _rows(place, everything=True), _rows(place)
    missing = _missing(place)
    again = in_a_process(place, path, form)
    return {
        "answered": answered,
        "changed": whole != untouched,
        "killed": killed,
        "all of it": after == whole,
        "without its file": len(missing),
        "again": again,
        "again changes": _rows(place) != seen,
    }


def load(place: Path) -> None:
    """Whatever the first request loads, before there are forks of this process that each would load it."""
    place.mkdir(parents=True)
    with open_store(place / "review.db", keys_of=match_keys) as store:
        desk = PageDesk(store, reviewing.settings(place), "robin", lambda: reviewing.NOW)
        request(desk, "/undo", {}, die=False)
        desk.close()


def _rows(place: Path, *, everything: bool = False) -> Any:
    with open_store(place / "review.db", keys_of=match_keys, create=False) as store:
        found = reviewing.rows(store, everything=everything)
    for card in found["cards"]:  # how long a reading took is another number each time
        card["reading"] = card["reading"] | {"timings_ms": {}}
    return found


def _missing(place: Path) -> list[str]:
    with open_store(place / "review.db", keys_of=match_keys, create=False) as store:
        return [draft.file for draft in store.drafts.all() if draft.file and not Path(draft.file).is_file()]


if __name__ == "__main__":
    reviewing.write_letters_here()
    load(Path(sys.argv[1]) / "loaded")
    print(json.dumps({verb: attempt(Path(sys.argv[1]), verb) for verb in sys.argv[2:] or FORMS}))
