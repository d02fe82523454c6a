"""Find social handles: profiles by web address, by label, and as bare "@name" and "in/name"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardscan.model.reading import Alternative
from cardscan.reading.parsing.values.glyphs import plain_text
from cardscan.reading.parsing.values.tlds import is_tld, is_trusted
from cardscan.reading.parsing.values.web.social_services import HOSTS, LABELS, PATH_HEADS


@dataclass(frozen=True, slots=True)
class SocialFound:
    """A profile that a text may name.

    Attributes:
        service: Lower-case name ("linkedin", "x", "instagram", ...).
        handle: Without "@" and the path words of the service; case as printed.
        printed: Text as read.
        span: (start, end) in the text.
        confidence: 0 to 1, not calibrated.
        alternatives: Other services, as "service:handle".
    """

    service: str
    handle: str
    printed: str
    span: tuple[int, int]
    confidence: float
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


_HANDLE = r"[\w][\w.\-]{1,60}"
# Hosts at least this long are recognised with l, i and 1 confused, and with a stroke before them.
_LONG_HOST = 9


def _as_read(host: str) -> str:
    """Return a pattern for a host, including the ways in which readers misread it."""
    pattern = re.escape(host).replace(r"\.", r"\s?[.,]\s?")
    return r"[il1|]?" + re.sub(r"[il]", "[il1|]", pattern) if len(host) >= _LONG_HOST else pattern


_URL = re.compile(
    r"(?:h?ttps?\s?[:;]?\s?/{1,2}\s?)?(?:www\s?[.,]\s?)?(?<![\w@])((?:[a-z]{1,6}\.)?("
    + "|".join(_as_read(host) for host in sorted(HOSTS, key=len, reverse=True))
    + r"))\s?/\s?(\S{2,100})",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?<![\w/.@])(in|fb|ig|tw|yt|gh)\s?/\s?(@?" + _HANDLE + r")(?![\w/@])")
_SHORT_SERVICES = {
    "in": "linkedin",
    "fb": "facebook",
    "ig": "instagram",
    "tw": "x",
    "yt": "youtube",
    "gh": "github",
}
_LABELLED = re.compile(
    r"(?<![\w/.@])(" + "|".join(re.escape(k) for k in sorted(LABELS, key=len, reverse=True)) + r")(?:\s?id|\s?name)?"
    r"\s*([:;|=\-–>]+|\.(?=\s)|(?=\s?@)|\s/\s?|/)\s*(@?)(" + _HANDLE + r"(?:@[\w.-]+)?)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w.@/&+-])@([^\W\d_][\w.]{3,40})(?![\w@])")
_MASTODON = re.compile(r"(?<![\w.])@([\w]{2,30})@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
# Letters and words that are labels only before a handle that cannot be a common word.
_WEAK_LABELS = frozenset(("x", "li", "tw", "line", "medium", "signal", "threads", "in", "qq", "vk"))


def _strokes(host: str) -> str:
    """Return a host with all stroke letters made alike, and those at its start removed."""
    return re.sub(r"[i1|]", "l", host).lstrip("l")


_SERVICES = {_strokes(host): service for host, service in HOSTS.items()}


def find_social(text: str) -> tuple[SocialFound, ...]:  # noqa: C901 - five ways to print a handle, in their order
    r"""Return the social profiles in a text of one or several lines, in their order."""
    folded = plain_text(text)
    found: list[SocialFound] = []

    def free(start: int, end: int) -> bool:
        return not any(f.span[0] < end and start < f.span[1] for f in found)

    for match in _URL.finditer(folded):
        host = re.sub(r"\s", "", match.group(2).replace(",", ".")).casefold()
        item = _of_path(_SERVICES[_strokes(host)], match.group(3), match)
        if item:
            found.append(item)
    for match in _MASTODON.finditer(folded):
        if free(*match.span()) and is_tld(match.group(2).rpartition(".")[2]):
            found.append(_mastodon(match))  # noqa: PERF401 - free() reads what was found
    for match in _LABELLED.finditer(folded):
        if free(*match.span()) and (item := _labelled(match)):
            found.append(item)  # noqa: PERF401 - free() reads what was found
    for match in _SHORT.finditer(folded):
        if free(*match.span()) and (item := _short(match, folded)):
            found.append(item)  # noqa: PERF401 - free() reads what was found
    for match in _BARE.finditer(folded):
        handle = _clean(match.group(1))
        if free(*match.span()) and len(handle) >= 4 and not _is_host(handle) and _alone(folded, *match.span()):
            # Handles of X and Instagram are ASCII; Facebook's page names need not be.
            likely = ("x", "instagram", "facebook") if handle.isascii() else ("facebook", "instagram")
            other = tuple(Alternative(f"{service}:{handle}", 0.3) for service in likely[1:])
            found.append(SocialFound(likely[0], handle, match.group(), match.span(), 0.5, ("bare @ handle",), other))
    unique: dict[tuple[str, str], SocialFound] = {}
    for item in sorted(found, key=lambda f: f.span):
        unique.setdefault((item.service, item.handle.casefold()), item)
    return tuple(unique.values())


def _mastodon(match: re.Match[str]) -> SocialFound:
    handle = f"{match.group(1)}@{match.group(2).casefold()}"
    return SocialFound("mastodon", handle, match.group(), match.span(), 0.85, ("form of a Mastodon handle",))


def _short(match: re.Match[str], text: str) -> SocialFound | None:
    """Return the profile of "in/name", unless a word stands beside it or, for LinkedIn, the name is short and plain."""
    service, handle = _SHORT_SERVICES[match.group(1)], _clean(match.group(2))
    telling = len(handle) >= 6 or re.search(r"[\d.\-_]", handle) or service != "linkedin"
    if len(handle) < 3 or not telling or not _alone(text, *match.span()):
        return None
    return SocialFound(service, handle, match.group(), match.span(), 0.8, (f"{match.group(1)}/ before it",))


def _alone(text: str, start: int, end: int) -> bool:
    """Whether no word but addresses shares the line: readers also see "@" in icons before running text."""
    line = text[text.rfind("\n", 0, start) + 1 : start] + " " + text[end:].split("\n", 1)[0]
    return not any(re.search(r"\w{3,}", token) for token in line.split() if not re.search(r"[@./]|:\Z", token))


def _clean(handle: str) -> str:
    return handle.strip("@").rstrip(".,;:-_)(/|").strip()


def _is_host(handle: str) -> bool:
    return "." in handle and is_trusted(handle.rpartition(".")[2])


def _of_path(service: str, path: str, match: re.Match[str]) -> SocialFound | None:
    path = re.split(r"[?#|;,\"<>]", path)[0].strip("/")
    while head := PATH_HEADS.match(path):
        path = path[head.end() :]
    handle = _clean(path.split("/")[0])
    if len(handle) < 2 or not re.search(r"\w", handle):
        return None
    return SocialFound(service, handle, match.group(), match.span(), 0.95, (f"address at {service}",))


def _labelled(match: re.Match[str]) -> SocialFound | None:
    label, separator, sign, raw = match.groups()
    service = LABELS[label.casefold()]
    handle = _clean(raw)
    if "@" in handle and service != "skype":
        return None
    if len(handle) < 3 or (_is_host(handle) and not sign and service not in ("instagram", "skype", "threads")):
        return None
    if service in ("whatsapp", "viber", "telegram", "wechat", "line", "qq", "signal", "zalo") and re.fullmatch(
        r"\d[\d.\-]*", handle
    ):
        return None  # a phone number, which the phone finder takes
    if label.casefold() in _WEAK_LABELS and not (
        sign or re.search(r"[\d_.]", handle) or separator.strip().startswith(":")
    ):
        return None
    if (
        label.casefold() in ("x", "line")
        and not sign
        and not re.search(r"id", match.group(), re.IGNORECASE)
        and separator.strip() != ":"
    ):
        return None
    if handle.casefold() in LABELS or handle.casefold() in ("www", "http", "https", "com"):
        return None
    if (
        separator.strip() in ("-", "|", "/", ".")
        and not sign
        and not re.search(r"[\d_.]", handle)
        and label[:1].isupper()
        and separator != "/"
    ):
        return None  # "Facebook | Twitter", "Line - Production"
    return SocialFound(service, handle, match.group(), match.span(), 0.85, (f"label: {label}",))
