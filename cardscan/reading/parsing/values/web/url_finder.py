"""Find web addresses in a card's text; never the tail of an e-mail address, a degree, or a file name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from cardscan.locales.free_mail import FREE_MAIL
from cardscan.reading.parsing.values.emails.email_finder import EmailFound
from cardscan.reading.parsing.values.glyphs import plain_text
from cardscan.reading.parsing.values.hosts import as_host, host_length, mend_host
from cardscan.reading.parsing.values.tlds import COUNTRY, STRONG, is_tld, is_trusted, suffix_of
from cardscan.reading.parsing.values.web.social_services import is_profile


@dataclass(frozen=True, slots=True)
class UrlFound:
    """A web address that a text may hold.

    Attributes:
        value: Host (lower case, "www." as printed) and path, without scheme and trailing slash.
        printed: Text as read.
        span: (start, end) in the text.
        confidence: 0 to 1, not calibrated.
    """

    value: str
    printed: str
    span: tuple[int, int]
    confidence: float
    reasons: tuple[str, ...] = ()


_SCHEME = r"(?:(?:h\s?t\s?t\s?p\s?s?|hltp|hhtp|nttp|htp|ftp)\s?[:;.]?\s?/\s?/?\s?/?\s?)"
_WWW = r"(?:(?:w{2,4}|vvw+|wvv?w|vvvvvv|w{1,2}vv|w\s?w\s?w)\s?[.,:;·]{1,2}\s?|www\s|www(?=[a-z0-9]{3,}[.,]))"
_MARKED = re.compile(rf"(?<![\w@.])(?:www\s(?=www|http))?(?:{_SCHEME}{_WWW}?|{_WWW})", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@.&'+-])[A-Za-z0-9À-ÿ][\wÀ-ÿ-]*(?:\.[A-Za-z0-9À-ÿ][\wÀ-ÿ-]*)+")
_PATH = re.compile(r"(?::\d{2,5})?(?:/[\w.~%!$&'()*+,;=:@?#-]*)+|\?[\w=&%.-]+")
_LABEL = re.compile(
    r"(?:web\s?-?(?:site|seite|page|adresse?)?|w{3}|url|homepage|internet|site|sitio|http|visit|online|w)\s?[:.\-|)]*\s*\Z",
    re.IGNORECASE,
)

# A label that can only stand before a web address.
_NAMED = re.compile(r"(?:\bweb\s?-?(?:site|seite|adresse)?|www|\burl|homepage|internet)\s?[:|]\s*\Z", re.IGNORECASE)

# Words before a full stop that are abbreviations, not names of hosts ("Rd.no", "St.is", "Plot.in").
_ABBREVIATIONS_TEXT = """
    rd st no nr tel ph phone mob fax plot flat bldg opp dept sr jr dr mr mrs ms prof er co ltd pvt inc corp llc
    mfg eng engg dist ave blvd apt ste fl hon gen col capt sgt dipl ing mag lic univ inst intl natl asst mgr dir
    exec vp gm md ceo sec bros b m ph d bsc msc btech mtech bcom mcom bba mba mca bca m.b.a e i a p s ext extn
    min max approx est info www email mail avda avd avenida pza plza ctra calle rua trav pça praca piazza corso via
    bd bld boul rte chem imp ul al os pl
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())
# Endings that are also degrees or professions after one or two letters: M.Com, B.Ed, M.Sc, B.E, M.S, Ph.D.
_DEGREE = re.compile(
    r"(?:[a-z]{1,2}\.)*(?:b|m|d|ph|a|f|i|ll|pg|dip|hons?)\.?(?:com|sc|ed|tech|arch|pharm|phil|de|me|ms|bs|ba|ma|md|mus|law|eng|design|stat|st|s|a|e|th|net|cs|is|it)",
    re.IGNORECASE,
)
_FILES_TEXT = """
    pdf jpg jpeg png gif doc docx xls xlsx ppt pptx txt csv htm html php asp zip py js sh md exe dll mov
"""
_FILES = frozenset(_FILES_TEXT.split())
# Country domains that are everyday words: a bare "road.in" or "ask.me" needs a longer name before it.
_WORDS_TEXT = """
    in no it is as at be me my so to us am do de la se es id pm tv cc co so im gl ac ad ai
"""
_WORDS = frozenset(_WORDS_TEXT.split())


def find_urls(text: str, *, emails: Iterable[EmailFound] = (), mailed: Collection[str] = ()) -> tuple[UrlFound, ...]:
    r"""Return the web addresses in a text of one or several lines, in their order.

    Args:
        text: Text as read.
        emails: What `find_emails` found in the same text; nothing inside them is a web address.
        mailed: Domains of the card's mailboxes. Such a host counts without "www.", whatever its end.
    """
    folded = plain_text(text)
    taken = [e.span for e in emails]
    found: list[UrlFound] = []
    for match in _MARKED.finditer(folded):
        if not _inside(match.start(), match.end(), taken):
            item = _marked(folded, match)
            if item and not _inside(*item.span, taken):
                found.append(item)
                taken.append(item.span)
    for match in _BARE.finditer(folded):
        if not _inside(match.start(), match.end(), taken):
            item = _bare(folded, match, mailed)
            if item:
                found.append(item)
                taken.append(item.span)
    unique: dict[str, UrlFound] = {}
    for item in sorted(found, key=lambda f: f.span):
        host, slash, path = item.value.partition("/")
        if not is_profile(host.removeprefix("www."), slash + path):
            unique.setdefault(item.value.casefold().removeprefix("www."), item)
    return tuple(unique.values())


def _inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(s < end and start < e for s, e in taken)


def _path(text: str, at: int) -> str:
    match = _PATH.match(text, at)
    return match.group().rstrip(".,;:!?'*)(") if match else ""


def _marked(text: str, match: re.Match[str]) -> UrlFound | None:
    """Read the address after "http://" or "www.", where the name may be damaged and the end unknown."""
    line_end = text.find("\n", match.end())
    rest = text[match.end() : line_end if line_end >= 0 else len(text)]
    reasons, damage = [], 0.0
    lead = match.group()
    www = "www." if re.search(r"[wv]\s?[wv]", lead, re.IGNORECASE) else ""
    if not re.fullmatch(r"(?:www )?(?:https?://)?(?:www\.)?", lead, re.IGNORECASE):
        damage += 0.08
        reasons.append("scheme or www mended")
    length = host_length(rest)
    head = rest[:length]
    # "www.firm" with ".com" apart, or an end that is not in the list.
    host = mend_host(head) if length else None
    if host is None:
        whole = re.match(r"[\w-]+(?:\.[\w-]+)+", rest)
        word = re.match(r"[\w-]+(?:\s(?:com|net|org|co\s?\.?\s?\w\w))?", rest)
        last = re.match(r"[\w-]{4,}\s([a-z]{2})(?=/|\s*\Z)", rest)
        if last and is_trusted(last.group(1)):
            word = last
        if whole and re.fullmatch(r"[A-Za-z]{2,18}", whole.group().rpartition(".")[2]):
            return _make(
                whole.group().casefold(),
                www,
                text,
                match.start(),
                match.end() + whole.end(),
                0.5 + damage,
                ["unknown end"],
            )
        host = mend_host(word.group()) if word else None
        length = word.end() if word else 0
        if host is None:
            return None
    if head and text[match.end() + length : match.end() + length + 1] == "@":
        return None
    return _make(
        host.value, www, text, match.start(), match.end() + length, damage + host.damage, [*reasons, *host.reasons]
    )


# "wiwww.", "websitewww.": a label or icon glued on. "w.", "vvww.": letters of "www" lost or misread.
# "web.www.": the label with its dot.
_DAMAGED_WWW = re.compile(r"(?:[a-z]{1,9}\.(?=www\.))?(?:(?:[a-z]{0,8}w{3}|[wv]{1,5})\.)+(?=[^.]+\.)")


def _without_damaged_www(host: str) -> tuple[str, bool]:
    """Return (host without a first label that was "www", whether it had one)."""
    match = _DAMAGED_WWW.match(host)
    return (host[match.end() :], True) if match else (host, False)


# Labels of web addresses that are glued to them: with a dot ("HP.firm.jp"), or without ("Wfirm.com").
_GLUED_WITH_DOT = frozenset(("hp", "w", "ww", "url", "homepage", "web", "website", "site", "internet"))
_GLUED_LABEL = re.compile(r"[a-z|]|web(?:site|seite)?|hp|url|homepage|internet")


def without_label(found: UrlFound, hosts: Iterable[str]) -> UrlFound:
    """Return the address without a label or icon glued on before a domain that the card's e-mail addresses share."""
    host, slash, path = found.value.partition("/")
    bare = host.removeprefix("www.")
    for domain in hosts:
        if not domain or bare == domain or not bare.endswith(domain):
            continue
        glued = bare[: -len(domain)]
        if glued[:-1] in _GLUED_WITH_DOT if glued.endswith(".") else _GLUED_LABEL.fullmatch(glued):
            return replace(found, value=domain + slash + path, reasons=(*found.reasons, "label before it left out"))
    return found


def _make(host: str, www: str, text: str, start: int, end: int, damage: float, reasons: list[str]) -> UrlFound:
    path = _path(text, end)
    stop = end + len(path)
    host, mended = _without_damaged_www(host)
    if mended:
        www, damage, reasons = "www.", damage + 0.08, [*reasons, "scheme or www mended"]
    value = f"{www}{host}{path}".rstrip("/")
    labelled = bool(_LABEL.search(text[max(0, start - 20) : start]))
    confidence = max(0.1, min(0.98, 0.94 + (0.03 if labelled else 0.0) - damage))
    if labelled:
        reasons = [*reasons, "label"]
    return UrlFound(value, text[start:stop], (start, stop), round(confidence, 3), tuple(reasons))


def _near_mail_provider(host: str) -> bool:
    return any(host.endswith(p) or Levenshtein.distance(host, p, score_cutoff=1) <= 1 for p in FREE_MAIL if len(p) >= 9)


def _is_abbreviation(name: str, suffix: str, *, all_capitals: bool) -> bool:
    """Whether short letters before a dot are an abbreviation, where neither label nor path shows an address."""
    last = name.rpartition(".")[2]
    if suffix in _WORDS and (len(last) < 4 or (all_capitals and len(name) < 6)):
        return True
    weak = suffix not in STRONG and "." not in suffix
    if weak and len(last) <= 2:
        return True
    dotted = "." in name and all(len(part) <= 2 for part in name.split("."))
    return all_capitals and suffix in COUNTRY and dotted


def _bare(text: str, match: re.Match[str], mailed: Collection[str]) -> UrlFound | None:
    """Read an address without "www.": its end must be trusted, or be a mailbox's domain; no abbreviation or degree."""
    token, damage = match.group(), 0.0
    length = host_length(token)
    whole = host_length(text[match.start() :].partition("\n")[0]) if length == len(token) else 0
    if whole > length and "." in suffix_of(as_host(text[match.start() :][:whole])):
        length, token, damage = whole, text[match.start() :][:whole], 0.1  # "firm.net .au"
    if not length or text[match.start() + len(token) : match.start() + len(token) + 1] == "@":
        return None
    head = as_host(token[:length])
    tail = head.rpartition(".")[2]
    path = _path(text, match.start() + length)
    if length < len(token) and not re.match(r"[A-Za-z]", token[length:]):
        return None
    named = is_tld(tail) and bool(_NAMED.search(text[max(0, match.start() - 20) : match.start()]))
    trusted = (is_trusted(tail) or named) and (tail.casefold() not in _FILES or bool(path))
    if not trusted and head.casefold() not in mailed:
        return None
    suffix = suffix_of(head)
    name = head[: -len(suffix) - 1]
    last = name.rpartition(".")[2]
    lowered = head.casefold()
    all_capitals = head.upper() == head
    if not name or _DEGREE.fullmatch(lowered) or (last.casefold() in _ABBREVIATIONS and not path):
        return None
    labelled = bool(_LABEL.search(text[max(0, match.start() - 20) : match.start()]))
    if tail != tail.lower() and not all_capitals and not (labelled or path):
        return None
    if (len(last) < 2 and not (path or labelled)) or (last.isdigit() and len(last) < 3):
        return None
    if not labelled and not path and _is_abbreviation(name, suffix, all_capitals=all_capitals):
        return None
    if not labelled and _near_mail_provider(lowered):
        return None  # the tail of an e-mail address whose "@" was misread
    damage += 0.0 if labelled or path else 0.04 if suffix in STRONG or "." in suffix else 0.15
    return _make(lowered, "", text, match.start(), match.start() + length, damage, ["known end"])
