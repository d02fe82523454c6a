"""Write finished messages into a drafts folder: each file completely or not at all, and none ever replaced."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import unicodedata
from datetime import date
from pathlib import Path

from cardscan.errors import OutputError

SUFFIX = ".eml"
_TEMPORARY_PREFIX, _TEMPORARY_SUFFIX = ".draft-", ".tmp"
# With date, id and suffix, a name stays far below the 143 bytes that encrypted home folders (eCryptfs) allow.
MAX_SLUG_CHARS = 40
MAX_ID_CHARS = 40
# Two drafts get the same name only if a store was thrown away and filled again.
MAX_SAME_NAME = 100


def write_draft(message: bytes, folder: Path, *, due: date, recipient: str, draft_id: int | str) -> Path:
    """Write a message as a new file and return its path.

    The file gets its name only when it is complete and on the disk; only its owner can read it. An existing file is
    never replaced: writing the same message again changes nothing, and a different one gets a number.

    Args:
        message: From `to_eml`.
        folder: Created if missing. The file is always directly in it, whatever the names contain.
        due: First part of the file's name, so that a listing is in the order of sending.
        recipient: Name or address; its letters and digits are the second part.
        draft_id: Third part; the store's row number, or a token of the Message-ID.
    Raises:
        OutputError: The disk is full, the folder cannot be created or written, or a file stands in its place.
    """
    stem = f"{due.isoformat()}_{slug(recipient) or 'draft'}_{slug(str(draft_id), MAX_ID_CHARS) or '0'}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_TEMPORARY_PREFIX, suffix=_TEMPORARY_SUFFIX, dir=folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:  # mkstemp made it with mode 0600
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            path = _place(temporary, folder, stem, message)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        _sync_folder(folder)
    except OSError as error:
        raise OutputError(f"{folder}: the draft was not written ({error.strerror}); {_next_step(error)}") from error
    return path


def slug(text: str, limit: int = MAX_SLUG_CHARS) -> str:
    """Return lower-case ASCII letters and digits joined by "-"; accents and other scripts are dropped; may be empty."""
    plain = unicodedata.normalize("NFKD", text[: 8 * limit]).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:limit].strip("-")


def _place(temporary: Path, folder: Path, stem: str, message: bytes) -> Path:
    """Give the finished file the first free name; a file that already holds the message is used as it is."""
    for number in range(1, MAX_SAME_NAME + 1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}"
        try:
            _name_once(temporary, path)
        except FileExistsError:
            if _holds(path, message):
                return path
            continue
        return path
    raise OutputError(f"{folder}: {MAX_SAME_NAME} drafts are called {stem}; move the old ones elsewhere")


def _name_once(temporary: Path, path: Path) -> None:
    """Rename without ever replacing: a hard link fails if the name is taken, a plain rename does not."""
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES):
            raise
        # FAT and some network shares have no hard links: reserve the name first, then put the whole file there.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            temporary.replace(path)
        except OSError:
            path.unlink()
            raise


def _holds(path: Path, message: bytes) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != len(message):
        return False
    return path.read_bytes() == message


def _sync_folder(folder: Path) -> None:
    """Sync the new name to the disk too; file systems that cannot do that are left alone."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _next_step(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on the disk and run again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "allow writing there, or choose another drafts folder"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "a file stands in the folder's place: move it, or choose another drafts folder"
    return "check the folder and run again"
