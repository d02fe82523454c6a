"""Translate between a handle at a social service and its web address or messenger scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from cardscan.model.reading import SocialHandle

# Service -> start of a profile's web address, up to the handle.
_PROFILES = {
    "bluesky": "https://bsky.app/profile/",
    "facebook": "https://www.facebook.com/",
    "github": "https://github.com/",
    "gitlab": "https://gitlab.com/",
    "instagram": "https://www.instagram.com/",
    "linkedin": "https://www.linkedin.com/in/",
    "pinterest": "https://www.pinterest.com/",
    "tiktok": "https://www.tiktok.com/@",
    "twitter": "https://x.com/",
    "vimeo": "https://vimeo.com/",
    "x": "https://x.com/",
    "xing": "https://www.xing.com/profile/",
    "youtube": "https://www.youtube.com/@",
}

# Messaging services: service -> the URI scheme that address books use for it.
_MESSENGERS = {
    "jabber": "xmpp",
    "line": "line",
    "signal": "signal",
    "skype": "skype",
    "telegram": "telegram",
    "viber": "viber",
    "wechat": "wechat",
    "whatsapp": "whatsapp",
    "xmpp": "xmpp",
}


@dataclass(frozen=True, slots=True)
class SocialAddress:
    """Where a handle leads: a web page or a messenger's URI scheme; both None if unknown."""

    url: str | None = None
    messenger: str | None = None


def address_of(profile: SocialHandle) -> SocialAddress:
    """Return the web address of a profile, or the messenger's scheme."""
    service = profile.service.casefold()
    if profile.handle.casefold().startswith(("http://", "https://")):
        return SocialAddress(url=profile.handle)
    if service in _MESSENGERS:
        return SocialAddress(messenger=_MESSENGERS[service])
    if service in _PROFILES:
        # A handle may be a path ("company/example"); a lone surrogate cannot be encoded.
        handle = profile.handle.lstrip("@").encode("utf-8", "replace")
        return SocialAddress(url=_PROFILES[service] + quote(handle, safe="/@"))
    return SocialAddress()


def profile_of(address: str, service: str = "") -> SocialHandle | None:
    """Return the handle behind a profile's web address; undoes `address_of`.

    Args:
        service: The service as the address book names it; empty if it does not.
    """
    service = service.casefold()
    bare = re.sub(r"\Ahttps?://(www\.)?", "", address, flags=re.IGNORECASE)
    named = _PROFILES.get(service)
    for known, prefix in ((service, named), *_PROFILES.items()):
        start = re.sub(r"\Ahttps?://(www\.)?", "", prefix or "")
        if (
            start
            and bare != address
            and bare.casefold().startswith(start)
            and (handle := bare[len(start) :].strip("/"))
        ):
            return SocialHandle(known, unquote(handle))
    handle = address.strip()
    return SocialHandle(service or "other", handle) if handle else None
