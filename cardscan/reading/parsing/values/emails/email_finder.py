"""Find e-mail addresses in a card's text, and repair and name the damage that readers did to them."""

from __future__ import annotations

import re
from itertools import islice

from email_validator import EmailNotValidError, validate_email

from cardscan.locales.free_mail import FREE_MAIL
from cardscan.model.reading import Alternative
from cardscan.reading.parsing.values.emails.email_agreement import repair_with_domain
from cardscan.reading.parsing.values.emails.email_found import EmailFound
from cardscan.reading.parsing.values.glyphs import plain_text
from cardscan.reading.parsing.values.hosts import host_length, mend_host
from cardscan.reading.parsing.values.tlds import is_tld, is_trusted

# Most signs of "@" or its substitutes on one card. A hundred are not from a card, and would cost time.
MAX_SIGNS = 60

_LINE_BREAK = "\n"

_LABEL = r"(?:e\s?-?\s?mails?|mails?|emall|ernail|e-rnail|emai[l1i]|correo|courriel|mél|mel|posta|eml)"
_LABELLED = re.compile(
    _LABEL + r"(?:\s?(?:id|address|add|at))?\s*[:;.\-=>)*~]*\s*\Z|(?:^|[\s|(,;])e\s*[:.;|)\-]\s*\Z", re.IGNORECASE
)
_GLUED_LABEL = re.compile(
    r"(?:e-?\s?mail|email|e-rnail|mail)(?:id)?[\s]*[-:=.]+\s*|e[:=]\s*|e-(?=[a-z]{4,})(?!mail)", re.IGNORECASE
)

# "M206.555.0151.Eada@": a number, its label and its dots, glued on because the gaps were not read.
_GLUED_NUMBER = re.compile(r"(?=(?:\D*\d){9})(?:[A-Za-z]{1,6}[.:]?)?\+?\d[\d.\-/]{7,}\d[.\-]?(?:E[.:]?)?(?=[a-z])")

_AT = re.compile(
    r"\s?[@]\s?|\s?[(\[{<]\s?(?:at|@|a|ät|arroba)\s?[)\]}>]\s?|\s?[©®¢€]\s?|(?<=\w)\s?\(@\s?|\s[aA][tT]\s(?=[\w-]+\s?(?:\.|dot|\(dot\)))"
)
_LOCAL = re.compile(r"[\w.+&'%~#!*/=?^{}-]*[\w+&]\Z")
_LOCAL_CHARS = re.compile(r"[^a-z0-9._+&'%~#!*/=?^{}-]")
# "firm.p|", "hote|@": a bar within a word is an l.
_BAR = re.compile(r"(?<=[a-z0-9.])\|(?=[a-z0-9@.])|(?<=\.[a-z])\|(?=\s|\Z)")
_DOT_WORD = re.compile(r"\s?[(\[]\s?dot\s?[)\]]\s?|\sdot\s", re.IGNORECASE)


def _syntax_ok(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def _may_join(before: str, gap: re.Match[str]) -> bool:
    """Whether the word before a gap is part of the local part, and not the end of a sentence or other digits."""
    word, sign = gap.groups()
    if "_" in sign or "_" in word[-1:]:
        return True
    ahead = before[: -len(gap.group())] if gap.group() else before
    if re.fullmatch(r"[^\W\d_]+[._][^\W\d_]+\d*", word):
        return not ahead.strip() or bool(_LABELLED.search(ahead))
    return word.isalpha() and word.islower() and (not ahead.strip() or bool(_LABELLED.search(ahead)))


def _local_before(text: str) -> tuple[str, int, float, tuple[str, ...], tuple[str, ...]] | None:
    """Return the local part that ends a text: (local, length in the text, damage, reasons, other readings)."""
    match = _LOCAL.search(text[-80:])
    if not match:
        return None
    raw = match.group()
    length, damage = len(raw), 0.0
    reasons: list[str] = []
    others: list[str] = []
    # "john. smith@", "john_ smith@", "john .smith@": a gap at a dot or underscore is not a real gap.
    while True:
        before = text[: len(text) - length]
        gap = re.search(r"([\w.&+-]*\w)(\s[._]|[._]\s|,)\Z", before[-60:]) or (
            re.search(r"([\w.&+-]*\w[._])(\s)\Z", before[-60:]) if not raw.startswith((".", "_")) else None
        )
        if raw.startswith((".", "_")) and not gap:
            gap = re.search(r"([\w.&+-]*\w)(\s)\Z", before[-60:])
        if raw.isdigit() and len(raw) <= 3 and not gap:  # "ada.example7 4@"
            gap = re.search(r"([^\W\d_]+[._][^\W\d_]+\d*)(\s)\Z", before[-60:])
        if not gap or len(gap.group(1)) > 40 or not _may_join(before, gap) or _LABELLED.search(before):
            break
        raw = gap.group(1) + gap.group(2).strip().replace(",", ".") + raw
        length += len(gap.group())
        damage += 0.12
        reasons.append("spaces inside")
        if length > 64:
            break
    if number := _GLUED_NUMBER.match(raw):
        others.append(raw)
        raw = raw[number.end() :]
        length -= number.end()
        reasons.append("icon, label or number before it left out")
        damage += 0.1
    label = _GLUED_LABEL.match(raw)
    if (
        label
        and len(raw) - label.end() >= 2
        and (
            label.group()[-1] in ":="
            or not label.group().casefold().startswith("e-")
            or "mail" in label.group().casefold()
        )
    ):
        others.append(raw)
        raw = raw[label.end() :]
        length -= label.end()
        reasons.append("label cut off")
        damage += 0.02
    local = _LOCAL_CHARS.sub("", raw.casefold()).strip(".").replace("..", ".")
    local = local.lstrip("-'*/=#!~^%?")
    if not local:
        return None
    return local, length, damage, tuple(reasons), tuple(others)


# (host, length in the text, damage, reasons, other reading)
_HostRead = tuple[str, int, float, tuple[str, ...], str | None]


def _host_after(text: str) -> _HostRead | None:
    """Return the host that begins a text: (host, length, damage, reasons, other reading)."""
    line, _, rest = text.partition(_LINE_BREAK)
    undotted = _DOT_WORD.sub(".", line)
    length = host_length(undotted)
    if length:
        mended = mend_host(undotted[:length])
        if mended:
            used = length + (len(line) - len(undotted))
            return mended.value, min(used, len(line)), mended.damage, mended.reasons, mended.other
    # Wrapped: "name@shop", with "4firm.com" on the next line.
    head = re.match(r"[\w.-]*[\w.-]\s*\Z", line)
    if head and rest:
        more = host_length((line.rstrip() + rest)[: len(line) + 80])
        if more > len(line.rstrip()):
            mended = mend_host((line.rstrip() + rest)[:more])
            if mended:
                used = len(line) + 1 + more - len(line.rstrip())
                return mended.value, used, mended.damage + 0.1, (*mended.reasons, "over two lines"), None
    # "name@north wind.com": a gap inside the domain.
    parted = re.match(r"([^\W_]{2,}) (?=[^\W_]{2,}[.,])", line)
    if parted and (more := host_length(line[parted.end() :])) and (mended := mend_host(line[parted.end() :][:more])):
        host = parted.group(1).casefold() + mended.value
        return host, parted.end() + more, mended.damage + 0.35, (*mended.reasons, "gap inside the domain"), None
    # "name@firmcom", "name@firm com", "name@gmail-com", and "name@firm de" where nothing else follows.
    word = re.match(r"[\w-]+(?:\s(?:com|net|org)(?![\w-]))?", line)
    last = re.match(r"[\w-]{4,}\s([a-z]{2})\s*\Z", line)
    if last and is_trusted(last.group(1)):
        word = last
    if word and (mended := mend_host(word.group())):
        return mended.value, word.end(), mended.damage, mended.reasons, mended.other
    return None


_LABELS_BEHIND = frozenset(("web", "www", "w", "tel", "fax", "mob", "cell", "phone", "t", "f", "m", "p"))


def _once(host: _HostRead, text: str) -> _HostRead:
    """Return only the host where the web address after it was glued on: "firm.se.www.firm.se", "firm.de.firm.de"."""
    labels = host[0].split(".")
    if len(labels) > 2 and labels[-1] in _LABELS_BEHIND and is_tld(labels[-2]):
        # "firm.com.au.Web": the label of the next value was glued on.
        kept = ".".join(labels[:-1])
        return kept, len(kept) if text[: len(kept)].casefold() == kept else host[1], host[2], host[3], None
    half = len(labels) // 2
    if "www" in labels[2:]:
        kept = ".".join(labels[: labels.index("www", 2)])
    elif half >= 2 and labels[1:half] == labels[half + 1 : 2 * half] and _with_label(labels[0], labels[half]):
        kept = ".".join(labels[:half])
    else:
        return host
    length = len(kept) if text[: len(kept)].casefold() == kept else host[1]
    return kept, length, host[2], (*host[3], "web address behind it cut off"), None


def _with_label(name: str, read: str) -> bool:
    """Whether it is the same name, perhaps with a "W" or a stroke before it."""
    return read.endswith(name) and len(read) - len(name) <= 1


def find_emails(text: str) -> tuple[EmailFound, ...]:
    r"""Return the e-mail addresses in a text of one or several lines ("\n" between them), in their order."""
    folded = _BAR.sub("l", plain_text(text))
    found: list[EmailFound] = []
    end = 0
    for at in islice(_AT.finditer(folded), MAX_SIGNS):
        if at.start() < end:
            continue
        candidate = _address_at(folded, at, end)
        if candidate:
            found.append(candidate)
            end = candidate.span[1]
    found += _without_at(folded, [f.span for f in found])
    unique: dict[str, EmailFound] = {}
    for item in sorted(found, key=lambda f: f.span):
        if item.value not in unique or unique[item.value].confidence < item.confidence:
            unique[item.value] = item
    return tuple(unique.values())


def _address_at(text: str, at: re.Match[str], end: int) -> EmailFound | None:
    before = text[end : at.start()]
    line_start = before.rfind(_LINE_BREAK) + 1
    wrapped = line_start == len(before) and bool(before.strip())
    local = _local_before(before.rstrip(_LINE_BREAK) if wrapped else before[line_start:])
    host = _host_after(text[at.end() :])
    if not local or not host:
        return None
    host = _once(host, text[at.end() :])
    name, length, damage, reasons, others = local
    start = at.start() - length - (len(before) - len(before.rstrip(_LINE_BREAK)) if wrapped else 0)
    labelled = bool(_LABELLED.search(text[max(0, start - 20) : start])) or "label cut off" in reasons
    sign = at.group()
    notes = list(reasons)
    if host[0].startswith("www.") and sign != "@":
        return None  # an icon before a web address
    if sign != "@":
        if sign.strip() in "©®¢€" and sign[:1].isspace() and not labelled:
            return None
        if "@" not in sign:
            damage += 0.1 if sign.strip()[:1] in "([{<" else 0.2
            notes.append(f"{sign.strip()} read as @")
            if sign.strip() in ("at", "AT", "At") and not labelled:
                return None
        else:
            damage += 0.04
            notes.append("gap at @")
    return _made(text, name, host, (start, at.end() + host[1]), damage, notes, others, labelled=labelled)


def _made(
    text: str,
    name: str,
    host: _HostRead,
    span: tuple[int, int],
    damage: float,
    notes: list[str],
    others: tuple[str, ...],
    *,
    labelled: bool,
) -> EmailFound | None:
    domain, _, host_damage, host_reasons, other = host
    value = f"{name}@{domain}"
    if not _syntax_ok(value):
        return None
    if text[: span[1]].endswith("No") and re.match(r"\W{0,2}\d", text[span[1] :]):
        return None  # "WorkHub@Axis.No 27, Mill Street": a place and its number
    if re.match(r"[.,:-]\w", text[span[1] :]):
        damage += 0.3
        notes.append("more follows")
    damage += host_damage
    notes += host_reasons
    notes.append("label" if labelled else "syntax")
    alternatives = [f"{_LOCAL_CHARS.sub('', o.casefold()).strip('.-')}@{domain}" for o in others]
    if other:
        alternatives.append(f"{name}@{other}")
    confidence = max(0.1, min(0.98, 0.95 + (0.03 if labelled else 0.0) - damage))
    printed = " ".join(text[span[0] : span[1]].split())
    kept = tuple(
        Alternative(a, round(min(0.4, damage), 3)) for a in dict.fromkeys(alternatives) if a != value and _syntax_ok(a)
    )
    return EmailFound(value, printed, span, round(confidence, 3), tuple(dict.fromkeys(notes)), kept)


# Letters that readers see in place of "@" in small type.
_LIKE_AT = re.compile(r"[GQ0O&aøØ€e]|\(a|\(®|6")
_LABELLED_TOKEN = re.compile(_LABEL + r"\s*(?:id)?\s*[:.\-]+\s*(\S{6,80})", re.IGNORECASE)
_TOKEN = re.compile(r"\S{9,80}")


def _without_at(text: str, taken: list[tuple[int, int]]) -> list[EmailFound]:
    """Return addresses whose "@" was read as a letter: only before a known mail provider, or after an e-mail label."""
    result = []
    for match in _TOKEN.finditer(text):
        token = match.group().rstrip(".,;)")
        start = match.start()
        if "@" in token or any(s < match.end() and start < e for s, e in taken):
            continue
        for provider in _PROVIDERS:
            at = token.casefold().rfind(provider)
            if at < 3 or at + len(provider) != len(token):
                continue
            sign = next((n for n in (2, 1) if _LIKE_AT.fullmatch(token[at - n : at])), 0)
            local = _local_before(token[: at - sign]) if sign else None
            if local:
                name, length, damage, reasons, others = local
                notes = [*reasons, f"{token[at - sign : at]} read as @", "known mail provider"]
                span = (start + at - sign - length, start + len(token))
                made = _made(
                    text, name, (provider, 0, 0.0, (), None), span, damage + 0.25, notes, others, labelled=False
                )
                if made:
                    result.append(made)
                    taken = [*taken, span]
                break
    result += _apart_from_provider(text, taken)
    for match in _LABELLED_TOKEN.finditer(text):
        token = match.group(1).rstrip(".,;)")
        if "@" in token or any(s < match.end() and match.start() < e for s, e in taken):
            continue
        split = re.fullmatch(r"([a-z0-9._-]{2,40})([GQ©®])([a-z0-9-]{3,40}(?:\.[a-z]{2,6}){1,2})", token)
        host = mend_host(split.group(3)) if split else None
        if split and host:
            made = _made(
                text, split.group(1), (host.value, 0, host.damage, host.reasons, None), match.span(1), 0.4,
                [f"{split.group(2)} read as @"], (), labelled=True,
            )  # fmt: skip
            if made:
                result.append(made)
    return result


# A mail provider's name is not the card's web address, so text before it that looks like a mailbox lost its "@".
_BEFORE_PROVIDER = re.compile(
    r"(?<!\S)([a-z][a-z0-9]*(?:[._-][a-z0-9]+)+|[a-z]{3,}\d+) (?=([a-z0-9-]+(?:\.[a-z]{2,4})+)\s*$)", re.M
)


def _apart_from_provider(text: str, taken: list[tuple[int, int]]) -> list[EmailFound]:
    """Return mailboxes whose sign was not read at all: "ada_example gmail.com"."""
    result = []
    for match in _BEFORE_PROVIDER.finditer(text):
        local, provider = match.groups()
        span = (match.start(), match.end() + len(provider))
        if provider in FREE_MAIL and not any(s < span[1] and span[0] < e for s, e in taken):
            host: _HostRead = (provider, 0, 0.0, (), None)
            notes = ["gap read as @", "known mail provider"]
            made = _made(text, local, host, span, 0.25, notes, (), labelled=False)
            result += [made] if made else []
    return result


_PROVIDERS = sorted(FREE_MAIL, key=len, reverse=True)


__all__ = ["EmailFound", "find_emails", "repair_with_domain"]
