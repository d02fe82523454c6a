"""A demo lives in a folder of its own, and touches no other."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from cardscan.app.cli import main
from cardscan.app.cli.sample_photos import MARK, PHOTOS, make_demo, sample_photos
from cardscan.config import load_settings
from cardscan.errors import OutputError, UsageError
from cardscan.followup import read_events

TODAY = date(2031, 5, 2)


@pytest.fixture
def user_home(tmp_path: Path) -> Path:
    """Where the user's own store would lie."""
    return tmp_path / "own"


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, with their content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_demo_is_photos_an_event_and_settings_of_its_own(tmp_path: Path, user_home: Path) -> None:
    """Commands given in it use its store and outbox, whatever the user's own settings say."""
    folder = tmp_path / "new" / "demo"
    make_demo(folder, own_home=user_home, today=TODAY)
    assert {path.name for path in (folder / "photos").iterdir()} == {*PHOTOS, "event.toml"}
    user = tmp_path / "user.toml"
    user.write_text('db = "/mine/cardscan.db"\nhome = "/mine"\ncountry = "FR"\n[mail]\noutbox = "/mine/outbox"\n')
    settings = load_settings(files=[user, folder / "cardscan.toml"], environment={})
    assert Path(settings.database) == folder / "cardscan.db"
    assert settings.drafts_folder == folder / "drafts"
    assert settings.outbox_folder == folder / "outbox"
    assert settings.country == ""  # the numbers on the cards are of other countries
    assert settings.workers.timeout_s > 120  # a busy machine is no reason for a demo to fail
    assert settings.sender.name
    assert settings.sender.email


def test_the_evening_of_the_demo_was_yesterday(tmp_path: Path, user_home: Path) -> None:
    """A letter about a talk of years ago would be no example; promises are still to be kept."""
    make_demo(tmp_path / "demo", own_home=user_home, today=TODAY)
    events = read_events((tmp_path / "demo" / "photos" / "event.toml").read_bytes())
    told = [events.encounter_for(name) for name in PHOTOS]
    assert {encounter.day for encounter in told if encounter} == {date(2031, 5, 1)}
    promises = [promise for encounter in told if encounter for promise in encounter.promises]
    assert promises
    assert all(promise.due == date(2031, 5, 9) for promise in promises)


def test_made_twice_it_keeps_what_was_done_in_it(tmp_path: Path, user_home: Path) -> None:
    """The store, changed settings and changed notes stay; what is missing or broken off comes back."""
    folder = tmp_path / "demo"
    make_demo(folder, own_home=user_home, today=TODAY)
    (folder / "cardscan.db").write_bytes(b"a store")
    (folder / "cardscan.toml").write_text(f"{MARK}\nhome = '.'\n")
    (folder / "photos" / "event.toml").write_text("event = 'Mine'\n")
    before = everything(folder)
    (folder / "photos" / PHOTOS[0]).unlink()
    (folder / "photos" / PHOTOS[1]).write_bytes(b"half")
    make_demo(folder, own_home=user_home, today=TODAY)
    assert everything(folder) == before


def test_an_empty_folder_becomes_a_demo(tmp_path: Path, user_home: Path) -> None:
    """It holds nothing that could be mixed up."""
    (tmp_path / "demo").mkdir()
    make_demo(tmp_path / "demo", own_home=user_home, today=TODAY)
    assert (tmp_path / "demo" / "cardscan.toml").exists()


@pytest.mark.parametrize("kind", ["photos", "settings", "file", "link", "dangling", "fifo", "own", "binary", "dots"])
def test_a_folder_that_is_not_its_own_is_refused_and_left_alone(kind: str, tmp_path: Path, user_home: Path) -> None:
    """Somebody's photos, somebody's settings, a file, a link to either, a pipe, the user's store even when empty."""
    folder = tmp_path / "theirs"
    real = tmp_path / "real"
    real.mkdir()
    (real / "IMG_1.jpg").write_bytes(b"a photo")
    if kind == "photos":
        real.rename(folder)
    elif kind in ("settings", "binary"):
        folder.mkdir()
        (folder / "cardscan.toml").write_bytes(b"country = 'DE'\n" if kind == "settings" else b"\xff\xfe\x00")
    elif kind == "file":
        folder.write_text("a file")
    elif kind == "link":
        folder.symlink_to(real)
    elif kind == "dangling":
        folder.symlink_to(tmp_path / "nowhere")
    elif kind == "dots":
        folder = tmp_path / "new" / ".." / "real"
    elif kind == "fifo":
        os.mkfifo(folder)
    else:
        user_home.mkdir()
        folder.symlink_to(user_home)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="no folder of a demo"):
        make_demo(folder, own_home=user_home, today=TODAY)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_place_that_cannot_be_written_is_a_sentence(user_home: Path) -> None:
    """Nobody can make a folder there, not even root."""
    with pytest.raises(OutputError, match="cannot be written"):
        make_demo(Path("/proc/cardscan-demo"), own_home=user_home, today=TODAY)


def test_the_samples_are_found_in_a_checkout() -> None:
    """And are photos; in the wheel they are looked for by a test of the wheel."""
    assert [photo.name for photo in sample_photos()] == list(PHOTOS)


def test_the_demo_shows_contacts_a_letter_and_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With one photo, since each costs seconds. A second time nothing is read anew; the user's store is never made."""
    monkeypatch.setattr("cardscan.app.cli.sample_photos.PHOTOS", ("us-classic.jpg",))
    event = (
        'event = "Evening"\ndate = {evening}\nhow = "handed over"\n[notes."us-classic.jpg"]\ntalked_about = "boats"\n'
    )
    monkeypatch.setattr("cardscan.app.cli.sample_photos._EVENT", event)
    monkeypatch.setenv("CARDSCAN_SENDER_NAME", "Not This One")
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path / "cardscan-demo") in said
    for shown in ("1 card read", "Drafts: 1 letter", "boats", "Robin Sample", "What next:", "unset CARDSCAN_HOME"):
        assert shown in said
    assert os.environ["CARDSCAN_SENDER_NAME"] == "Not This One"
    assert Path.cwd() == tmp_path
    assert not Path(os.environ["CARDSCAN_HOME"]).exists()
    assert main(["demo"]) == 0
    assert "1 photo already scanned before" in capsys.readouterr().out
