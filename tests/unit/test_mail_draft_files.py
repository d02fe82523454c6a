"""The drafts folder: whole files, private, never replaced, never elsewhere."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.errors import OutputError
from cardscan.mail import draft_files
from cardscan.mail.draft_files import slug, write_draft

MESSAGE = b"To: a\r\n\r\nx"
DUE = date(2026, 11, 26)


def put(
    folder: Path, message: bytes = b"To: a\r\n\r\nx", recipient: str = "Mira Müster", draft_id: int | str = 12
) -> Path:
    """One draft."""
    return write_draft(message, folder, due=DUE, recipient=recipient, draft_id=draft_id)


def test_a_draft_has_a_speaking_name_and_is_private(tmp_path: Path) -> None:
    """Date, recipient, number; readable by the owner alone, whatever the umask; the folder is made."""
    before = os.umask(0)
    try:
        path = put(tmp_path / "new" / "drafts")
    finally:
        os.umask(before)
    assert path == tmp_path / "new" / "drafts" / "2026-11-26_mira-muster_12.eml"
    assert path.read_bytes() == b"To: a\r\n\r\nx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    """Another message gets a number; the very same is not written twice; a link in its place is left alone."""
    first = put(tmp_path)
    assert put(tmp_path) == first
    second = put(tmp_path, b"other")
    assert second.name == "2026-11-26_mira-muster_12-2.eml" and first.read_bytes() != second.read_bytes()
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "2026-11-26_x_1.eml").symlink_to(victim)
    assert put(tmp_path, b"new", "x", 1).name == "2026-11-26_x_1-2.eml"
    assert victim.read_bytes() == b"precious"
    # A link to the very same bytes is no draft of ours either: its target may change.
    assert put(tmp_path, b"precious", "x", 1).name == "2026-11-26_x_1-3.eml"
    assert not list(tmp_path.glob("*.tmp"))


def test_a_hundred_of_the_same_name_end_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than in a search without end."""
    monkeypatch.setattr(draft_files, "MAX_SAME_NAME", 3)
    for number in range(3):
        put(tmp_path, b"%d" % number)
    with pytest.raises(OutputError, match="move the old ones"):
        put(tmp_path, b"another")
    assert len(list(tmp_path.iterdir())) == 3


@settings(max_examples=40)  # each is an fsync
@given(recipient=st.text(max_size=300), draft_id=st.text(max_size=300))
def test_no_name_leads_out_of_the_folder(recipient: str, draft_id: str) -> None:
    """Slashes, dots, NULs, other scripts, endless names: the file is directly in the folder, with a plain name."""
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), b"x", recipient, draft_id)
        assert path.parent == Path(folder) and path.is_file() and len(path.name) < 130
        assert path.name.isascii() and path.name.startswith("2026-11-26_") and path.suffix == ".eml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ärger / Über", "arger-uber"),
        ("../..", ""),
        ("mira@muster.example", "mira-muster-example"),
        ("名前", ""),
        ("a" * 99, "a" * 40),
    ],
)
def test_a_slug_is_lower_case_ascii(text: str, expected: str) -> None:
    """Accents go, other scripts too."""
    assert slug(text) == expected


@pytest.mark.parametrize("call", ["fsync", "link"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    """Neither a temporary file nor one under the final name; the sentence says what to do."""

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OutputError, match="not written") as caught:
        put(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert "make room" in str(caught.value) or code != errno.ENOSPC


def test_without_hard_links_a_draft_is_still_whole_and_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT and some network shares refuse os.link."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    first, second = put(tmp_path), put(tmp_path, b"other")
    assert first.read_bytes() == b"To: a\r\n\r\nx" and second.read_bytes() == b"other"
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interruption_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of writing."""

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    """And so is a folder that cannot be made."""
    (tmp_path / "drafts").write_text("x")
    for folder in (tmp_path / "drafts", tmp_path / "drafts" / "deeper"):
        with pytest.raises(OutputError, match="a file stands in the folder's place"):
            put(folder)
