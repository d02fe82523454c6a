"""Recognise names of files and folders that other programs make beside a person's photos. The only list of them."""

from __future__ import annotations

import re

# Hidden files; incomplete files of downloads and syncing programs; placeholders of such programs.
_UNFINISHED = re.compile(
    r"\..*|~.*|.*~|syncthing\..*|"
    r".*\.(?:part|partial|filepart|crdownload|opdownload|download|aria2|!sync|!qb|!ut|bts|tmp|temp|swp|icloud)",
    re.IGNORECASE | re.DOTALL,
)
# Bins, snapshots, thumbnails and an operating system's own folders. A conflicting copy that Dropbox or Syncthing keeps
# beside a photo is a photo, and may be the only good one, so it is not listed here.
_FOLDERS = re.compile(
    # network storage: Synology, QNAP, Samba, Buffalo, NetApp
    r"#recycle|@recycle|@recently-snapshot|#snapshot|@eadir|@__thumb|@tmp|@sharebin|#syno.*|@syno.*|trashbox|"
    # Windows
    r"\$recycle\.bin|recycle bin|recycler|recycled|system volume information|found\.\d{3}|"
    # macOS
    r"__macosx|network trash folder|temporary items|thevolumesettingsfolder|"
    # Linux, Nextcloud and ownCloud, Lightroom
    r"lost\+found|files_trashbin|files_versions|appdata_[a-z0-9]+|.*\.lrdata",
    re.IGNORECASE | re.DOTALL,
)
_FILES = re.compile(
    r"thumbs\.db|ehthumbs.*\.db|desktop\.ini|icon\r|picasa\.ini|zbthumbnail\.info|"
    r"syno(?:photo|file|video)_thumb.*|.*@syno(?:resource|eastream)",
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDER = re.compile(r"\..+\.icloud", re.IGNORECASE | re.DOTALL)


def is_left_out(name: str, *, folder: bool = False) -> bool:
    """Whether a name was not given by a person: hidden, incomplete, in a bin, a thumbnail, or the system's own."""
    return bool(_UNFINISHED.fullmatch(name) or (_FOLDERS if folder else _FILES).fullmatch(name))


def is_placeholder(name: str) -> bool:
    """Whether this name stands for a file that is only in iCloud."""
    return _PLACEHOLDER.fullmatch(name) is not None
