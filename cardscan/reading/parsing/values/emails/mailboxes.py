"""Use a card's names to decide where a local part begins, and which of its letters are digits or misread."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from cardscan.model.reading import Alternative
from cardscan.reading.parsing.evidence.agreement import spelled_by
from cardscan.reading.parsing.evidence.lexicons import tokens, words
from cardscan.reading.parsing.values.emails.email_found import EmailFound

# Letters that readers see in place of an envelope icon or the label "E"; see docs/experiments.md.
ICON_READINGS = "e1il|mqoac0t"
# Letters that are a single stroke in small print, so that one may be read as another.
_STROKES = "1ijlt"
_LEAST_WITH_INITIAL = 5
# A label with the stroke after it ("E-Mail|"), or the end of a number ("555 4871 · "), glued to the address.
_NUMBER = re.compile(r"\d{3,}")
_GLUED = re.compile(r"[a-z]?e?-?mai[l1i][l1in|]?[.:]?|e[.:]|[a-z]{0,4}[.:]?\d[\d.\-/]{4,}[.\-]?(?=[a-z])|\d{3,}[.\-]?")
# Labels of addresses; readers may misread one letter of them ("emall", "mejll-"). Short ones need a sign after them.
_LABELS, _SHORT_LABELS = ("email", "mail", "mejl", "epost", "correo"), ("em", "ml", "mel", "mai")
_LONGEST_LABEL = 8
_LEAST_HEAD = 4  # letters of a name before its digits
_LEAST_MISREAD = 4  # letters of a label that may have one wrong
# Letters that readers see in place of digits after a name.
_AS_DIGITS = str.maketrans({"l": "1", "i": "1", "o": "0", "s": "5", "z": "2", "b": "8", "g": "9"})
_TAIL = re.compile(r"(?=[a-z]*\d|[li]{2}\Z)[lioszbg\d]{2,4}")
# Letters that readers see for more than one digit ("s9" is 59 or 89), with the other digit.
_AS_OTHER_DIGITS = str.maketrans({"s": "8", "z": "7", "b": "6", "g": "6"})
GUESSED = "digits behind the name guessed"


def settle(found: EmailFound, names: Sequence[str], before: str) -> EmailFound:
    """Return the address with its local part as a name on the card spells it.

    Args:
        names: Names of the persons on the card.
        before: Text before the address in its line.
    """
    found = without_icon(_with_initial(found, names), names)
    found = _with_word_before(found, names, before)
    return _with_digits(found, names)


def _with_initial(found: EmailFound, names: Sequence[str]) -> EmailFound:
    """Correct a first stroke to the name's initial: "Iexample@" of Lucy Example is lexample@, and not an icon."""
    local, _, domain = found.value.partition("@")
    if not any(spelled_by(name, local) == 1.0 for name in names) and (mended := _initial_mended(local, names)):
        return _as(found, f"{mended}@{domain}", "begins with the initial of the name")
    return found


def _initial_mended(local: str, names: Sequence[str]) -> str | None:
    """Return a local part whose first stroke is replaced by a name's initial, if the name then spells it."""
    if len(local) < _LEAST_WITH_INITIAL or local[0] not in _STROKES:
        return None
    for name in names:
        for initial in sorted({word[0] for word in tokens(name)} & set(_STROKES)):
            if spelled_by(name, initial + local[1:]) == 1.0:
                return initial + local[1:]
    return None


def better_spelled(found: EmailFound, others: Sequence[Alternative], names: Sequence[str]) -> EmailFound:
    """Take another reading of the line where a name on the card spells more of that one.

    "example@" lost the initial that "i.example@" has, and "18@" lost all but the number. Letters are lost more often
    than letters are added that a name happens to spell. But "e.example@" may be a label and its mailbox.
    """
    local, _, domain = found.value.partition("@")
    for other in others:
        longer, _, its_domain = other.value.partition("@")
        if domain != its_domain or len(longer) <= len(local) or not longer.endswith(local):
            continue
        head = longer.removesuffix(local)
        letters = re.fullmatch(r"[a-z]+[._-]?(?:[a-z]+[._-]?)*", head) and head.strip("._-") not in ("e", "m")
        if letters and any(spelled_by(name, longer) == 1.0 for name in names):
            return _as(found, other.value, "another reading has the whole of what the name spells")
    return found


def without_icon(found: EmailFound, names: Sequence[str]) -> EmailFound:
    """Drop a glued-on icon or label that was read as letters ("eada.example@", "1ada@"), if a name spells the rest."""
    local, _, domain = found.value.partition("@")
    known = local == "email" or local in words("role_mailboxes") or _spelled(local, names)
    if known and not _NUMBER.match(local):  # a name cannot spell digits
        return found
    for rest in _rests(local):
        if mended := _initial_mended(rest, names):
            return _as(found, f"{mended}@{domain}", "icon, label or number before it left out")
        if _spelled(rest, names) or rest in words("role_mailboxes"):
            reason = "icon, label or number before it left out"
            return _as(found, f"{rest}@{domain}", reason)
    return found


def _spelled(local: str, names: Sequence[str]) -> bool:
    """Whether a name spells the mailbox, or all of it except digits at its end that were read as letters."""
    return any(spelled_by(name, local) == 1.0 for name in names) or bool(_behind_name(local, names)[1])


def _rests(local: str) -> Iterator[str]:
    """Yield what the local part may be without text that is glued on before it, likeliest first."""
    glued = _GLUED.match(local)
    if glued and len(local) - glued.end() > 2:
        yield local[glued.end() :].lstrip("._-")
        if glued.group()[-1] in "l1in|" and "mai" in glued.group():
            yield local[glued.end() - 1 :]
    yield from (local[length:].lstrip("._-") for length in range(2, _LONGEST_LABEL + 1) if _is_label(local[:length]))
    for length in (1, 2):
        rest = local[length:].lstrip("._-")
        if local[1:2] in ("-", "_") and local[0] not in "em":
            continue  # "t-example@": an initial written like this is meant
        if len(rest) > 2 and local[0] in ICON_READINGS and (length == 1 or rest not in words("role_mailboxes")):
            yield rest


def _is_label(head: str) -> bool:
    """Whether a text is the label of an address with the sign after it; one letter may be misread."""
    bare = re.sub(r"[^a-z]", "", head)
    if bare in _SHORT_LABELS:
        return not head[-1].isalnum()
    return len(bare) >= _LEAST_MISREAD and any(
        Levenshtein.distance(bare, label, score_cutoff=1) <= 1 for label in _LABELS
    )


def _with_word_before(found: EmailFound, names: Sequence[str], before: str) -> EmailFound:
    """Join "ada example@", whose dot was not read, where a name spells both words."""
    local, _, domain = found.value.partition("@")
    match = re.search(r"(?:^|\s)([^\W\d_]{2,})[\s.]*\Z", before)
    if match is None or len(local) < 3:
        return found
    word = match.group(1).casefold()
    whole = f"{word}.{local}"
    for name in names:
        if spelled_by(name, whole) == 1.0 and spelled_by(name, local) == 1.0 and word.isascii():
            return _as(found, f"{whole}@{domain}", "a name of the card spells the word before it, too")
    return found


def _with_digits(found: EmailFound, names: Sequence[str]) -> EmailFound:
    """Turn letters after a name into digits: "ada.examplell@" is ada.example11@, and "9s" at the end is 95."""
    local, _, domain = found.value.partition("@")
    head, tail = _behind_name(local, names)
    if not tail:
        return found
    other = tail.translate(_AS_OTHER_DIGITS).translate(_AS_DIGITS)
    mended = tail.translate(_AS_DIGITS)
    if other == mended:
        return _as(found, f"{head}{mended}@{domain}", "digits behind the name read as letters")
    found = _as(found, f"{head}{mended}@{domain}", GUESSED)
    return replace(found, alternatives=(Alternative(f"{head}{other}@{domain}", 0.4), *found.alternatives))


def _digits_mended(local: str, names: Sequence[str]) -> str:
    head, tail = _behind_name(local, names)
    return head + tail.translate(_AS_DIGITS) if tail else local


def _behind_name(local: str, names: Sequence[str]) -> tuple[str, str]:
    """Split a mailbox into what a name spells and an end whose letters must be digits; ("", "") where there is none."""
    for length in (2, 3, 4):
        head, tail = local[:-length], local[-length:]
        if len(head) < _LEAST_HEAD or tail.isdigit() or not _TAIL.fullmatch(tail):
            continue
        for name in names:
            if spelled_by(name, head) == 1.0 and spelled_by(name, head + re.sub(r"\d", "", tail)) < 1.0:
                return head, tail
    return "", ""


def handle_as_named(handle: str, names: Sequence[str]) -> str:
    """Return a handle with its strokes as a name on the card spells them: "ada_I_example" of Ada L. Example."""
    mended = _digits_mended(handle, names)
    for name in names:
        if spelled_by(name, mended) == 1.0:
            break
        for at, letter in enumerate(mended):
            other = {"I": "l", "1": "l", "l": "i"}.get(letter)
            if other and spelled_by(name, changed := mended[:at] + other + mended[at + 1 :]) == 1.0:
                return changed
    return mended


def _as(found: EmailFound, value: str, reason: str) -> EmailFound:
    whole = Alternative(found.value, 0.2)
    return replace(found, value=value, reasons=(*found.reasons, reason), alternatives=(whole, *found.alternatives))
