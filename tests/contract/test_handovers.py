"""One contract for every hand-over of letters: ours, and the example of a plug-in's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cardscan.config import Settings, load_settings
from cardscan.errors import ConfigError, OutputError, PluginError
from cardscan.mail.handover import HANDOVERS, Handover
from cardscan.model.draft import DraftState
from cardscan.store import Store
from cardscan.workflows.review.sending import approved, send, settle
from tests.example_plugins import site_folder, write_plugin
from tests.unit.test_review_sending import NOW, settings, store

__all__ = ["settings", "store"]  # fixtures
EXAMPLES = ("maildir",)
MESSAGE = "To: mira@muster.example\r\nMessage-ID: <0a1b@beispiel.example>\r\n\r\nGrüße,\r\nFrom Robin\r\n.\r\n".encode()
ABOUT = {"message_id": "<0a1b@beispiel.example>", "recipient": "Mira", "due": date(2026, 11, 26)}


@pytest.fixture(params=[*HANDOVERS.own, *EXAMPLES])
def handover(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Handover:
    """Each hand-over in turn."""
    monkeypatch.syspath_prepend(site_folder())
    return HANDOVERS.load(request.param, EXAMPLES)


def test_it_says_what_it_is_and_makes_nothing_before_the_first_letter(handover: Handover, tmp_path: Path) -> None:
    """A dry run opens it, too, and leaves no trace."""
    outbox = handover.open(tmp_path / "deep" / "outbox")
    assert handover.api == 1
    assert str(tmp_path / "deep" / "outbox") in outbox.name
    assert isinstance(outbox.unsent, bool)
    assert outbox.has(ABOUT["message_id"]) is False
    assert list(tmp_path.iterdir()) == []


def test_a_message_is_there_once_byte_for_byte_and_found_again(handover: Handover, tmp_path: Path) -> None:
    """Also by the next run; another one with a similar name is not taken for it."""
    outbox = handover.open(tmp_path / "outbox")
    for _ in range(2):
        assert outbox.hand_over(MESSAGE, **ABOUT)
    outbox.hand_over(MESSAGE.replace(b"0a1b", b"0a1c"), **{**ABOUT, "message_id": "<0a1c@beispiel.example>"})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert MESSAGE in [path.read_bytes() for path in files]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    again = handover.open(tmp_path / "outbox")
    assert [again.has(f"<{token}@beispiel.example>") for token in ("0a1b", "0a1c", "0a1", "0a1d")] == [
        *(True, True, False, False)
    ]


def test_where_nothing_can_be_written_it_is_certain_that_nothing_left(handover: Handover, tmp_path: Path) -> None:
    """So the letter stays approved, and may be tried again."""
    (tmp_path / "outbox").write_text("a file in its place", "ascii")
    with pytest.raises(OutputError, match="outbox"):
        handover.open(tmp_path / "outbox").hand_over(MESSAGE, **ABOUT)


# --- plug-ins ---------------------------------------------------------------------------------------------------------

FAILING = """
from cardscan.errors import OutputError
class Plugin:
    api, name, unsent = 1, "nowhere", False
    def open(self, folder): {open}
    def has(self, message_id): {has}
    def hand_over(self, message, **about): {hand_over}
"""


@pytest.mark.parametrize(
    ("name", "hand_over", "state", "says"),
    [
        (
            "refusing",
            "raise OutputError('no way')",
            DraftState.APPROVED,
            "the hand-over `refusing` of refusing 2.1: no w",
        ),
        (
            "timing_out",
            "raise TimeoutError('late')",
            DraftState.UNKNOWN,
            "(the hand-over `timing_out` of timing_out 2.1 ",
        ),
        ("saying_none", "return None", DraftState.UNKNOWN, "(TypeError: NoneType in place of where the letter is)"),
        ("good", "return 'the moon'", DraftState.SENT, ""),
    ],
)
def test_a_plug_in_that_fails_loses_no_letter_and_is_named(
    store: Store,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    hand_over: str,
    state: DraftState,
    says: str,
) -> None:
    """What it says is certain stays approved; anything else is unknown, and never sent again by itself."""
    code = FAILING.format(open="return self", has="return False", hand_over=hand_over)
    write_plugin(tmp_path, name, "cardscan.handovers", code)
    monkeypatch.syspath_prepend(tmp_path)
    outbox = HANDOVERS.load(name, (name,)).open(tmp_path / "outbox")
    handed = next(send(store, settings, outbox, approved(store, now=NOW, numbers=[1]), now=NOW))
    assert (store.drafts.get(1).state, handed.draft.state) == (state, state)
    assert says in handed.problem
    assert bool(handed.problem) is (state is not DraftState.SENT)


def test_a_plug_in_that_cannot_say_what_is_there_stops_before_anything_is_sent(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A letter that an earlier run left half-way stays half-way."""
    code = FAILING.format(open="return self", has="raise OSError('x')", hand_over="return 'x'")
    write_plugin(tmp_path, "blind", "cardscan.handovers", code)
    monkeypatch.syspath_prepend(tmp_path)
    with store.transaction() as tx:
        tx.drafts.move(1, DraftState.SENDING, now=NOW)
    outbox = HANDOVERS.load("blind", ("blind",)).open(tmp_path / "outbox")
    with pytest.raises(PluginError, match=r"the hand-over `blind` of blind 2\.1 failed when it was asked .* no letter"):
        settle(store, outbox, now=NOW)
    assert store.drafts.get(1).state is DraftState.SENDING


def test_one_that_does_not_open_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or has no name to be called by."""
    for name, opens in (("shut", "1 / 0"), ("nameless", "return object()")):
        write_plugin(tmp_path, name, "cardscan.handovers", FAILING.format(open=opens, has="", hand_over="pass").replace(
            "has(self, message_id): ", "has(self, message_id): pass"
        ))  # fmt: skip
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(PluginError, match=f"the hand-over `{name}` of {name} 2.1 failed when it was opened"):
            HANDOVERS.load(name, (name,)).open(tmp_path)


def test_the_setting_takes_ours_and_what_is_named(tmp_path: Path) -> None:
    """The order of the layers does not matter."""
    file = tmp_path / "cardscan.toml"
    file.write_text('[mail]\nhandover = "maildir"\n[plugins]\nhandovers = ["maildir"]\n', "utf-8")
    assert load_settings(files=[file], environment={}).mail.handover == "maildir"
    file.write_text('[mail]\nhandover = "maildir"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"`mail\.handover` is 'maildir'; it is folder"):
        load_settings(files=[file], environment={})
