"""Turn marked text into the text of a letter, with the source of every stretch of it.

    A *run* is a stretch of text from one source.
    A *wording* is one of the texts between {% choose %} and {% endchoose %}. A wording in which a variable is empty
    is never used; the number of the variant decides among the others.

A sentence in which a variable is empty is removed here and not in the template, so that no letter has a gap because a
template forgot to check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cardscan.followup.templates.marking import (
    CHOOSE,
    END,
    LINE,
    LINE_END,
    OR,
    PIECE,
    PIECE_END,
    SPAN,
    SPAN_END,
    SPAN_TEXT,
)
from cardscan.model.draft import LetterPiece

_TOKEN = re.compile(
    f"{SPAN}(?P<names>[^{SPAN_TEXT}]*){SPAN_TEXT}(?P<value>[^{SPAN_END}]*){SPAN_END}"
    f"|{LINE}(?P<line>[0-9]+){LINE_END}|(?P<control>[{CHOOSE}{OR}{END}])|{PIECE}(?P<piece>[^{PIECE_END}]*){PIECE_END}"
    f"|(?P<text>[^{SPAN}-{PIECE_END}]+)"
)
_SENTENCE_END = frozenset(".?!…")
MAX_DEPTH = 8
# The shipped letters have five pieces, the deepest one inside another.
MAX_PIECES = 30


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; an empty one stands for a variable without a value."""

    text: str
    source: str
    filled: bool


@dataclass(slots=True)
class Tracer:
    """Turns marked text into runs.

    Attributes:
        sources: What to call the source of a variable: {"talk": "note: talk"}.
        piece: Name of a shared text -> (label of its file, its marked text).
    """

    sources: Mapping[str, str]
    piece: Callable[[str], tuple[str, str]]
    _variant: int = 0
    _choices: int = 0
    _pieces: int = 0
    _tokens: dict[str, list[re.Match[str]]] = field(default_factory=dict)

    def begin(self, variant: int) -> None:
        """Use the wordings of this variant from now on."""
        self._variant, self._choices, self._pieces = variant, 0, 0

    def runs(self, marked: str, label: str) -> list[Run]:
        """Return the runs of one marked text; `label` names its template."""
        tokens = self._tokens.get(marked)
        if tokens is None:
            tokens = self._tokens[marked] = list(_TOKEN.finditer(marked))
        found, rest = self._take(tokens, 0, label)
        # Text after a stray {% or %} cannot occur, because the tags are parsed in pairs.
        return found if rest >= len(tokens) else found + self._take(tokens, rest + 1, label)[0]

    def _take(self, tokens: list[re.Match[str]], at: int, label: str, depth: int = 0) -> tuple[list[Run], int]:
        """Return the runs up to the next {% or %} or {% endchoose %} at this depth, and the index of that token."""
        found: list[Run] = []
        line, joined = "1", False  # joined: a wording or piece has just ended, and its line end was trimmed
        while at < len(tokens):
            token = tokens[at]
            if token["control"] in (OR, END):
                break
            if token["line"]:
                line = token["line"]
            elif token["names"] is not None:
                value = token["value"]
                if joined and value:
                    found.append(Run(" ", f"template: {label}, line {line}", False))
                found.append(Run(value, self._source(token["names"]), True))
                joined = False
            elif token["text"]:
                text = token["text"]
                if joined:
                    text = f"\n{text}" if text[0] == "\n" else text if text[0].isspace() else f" {text}"
                found.append(Run(text, f"template: {label}, line {line}", False))
                joined = False
            else:
                inner, at = self._block(tokens, at, label, depth)
                if any(run.text.strip() for run in inner):
                    _join_to(found, joined, label, line)
                    found += inner
                    joined = True
            at += 1
        return found, at

    def _block(self, tokens: list[re.Match[str]], at: int, label: str, depth: int) -> tuple[list[Run], int]:
        """Return the runs of the wording or piece that begins here, and the index of its end."""
        if depth > MAX_DEPTH:
            raise ValueError("choices inside of choices inside of choices; write fewer")
        if tokens[at]["piece"]:
            self._pieces += 1
            if self._pieces > MAX_PIECES:
                raise ValueError(f"more than {MAX_PIECES} pieces; does one call itself?")
            name, marked = self.piece(tokens[at]["piece"])
            return _stripped(self.runs(marked, name)), at
        wordings = []
        number = self._choices
        self._choices += 1
        while tokens[at]["control"] != END:
            runs, at = self._take(tokens, at + 1, label, depth + 1)
            wordings.append(_stripped(runs))
        usable = [runs for runs in wordings if any(run.text.strip() for run in runs) and all(run.text for run in runs)]
        if not usable:
            return [], at
        count = len(usable)
        # Variant 0 takes all first wordings, 1 all second ones; from the number of wordings on, they are mixed.
        return usable[(self._variant + number * (self._variant // count)) % count], at

    def _source(self, names: str) -> str:
        return ", ".join(dict.fromkeys(self.sources.get(name, name) for name in names.split(", ")))


def subject_of(runs: list[Run], limit: int) -> tuple[str, tuple[LetterPiece, ...]]:
    """Return the subject as one line with single spaces, cut after `limit` characters, and its pieces."""
    chars = [(" " if char in "\n\t" else char, run) for char, run in _without_gaps(runs)]
    kept = [(char, run) for at, (char, run) in enumerate(chars) if char != " " or (at and chars[at - 1][0] != " ")]
    kept = kept[:limit]
    while kept and kept[-1][0] == " ":
        kept.pop()
    while kept and kept[0][0] == " ":
        kept.pop(0)
    return _pieces("subject", kept)


def body_of(runs: list[Run]) -> tuple[str, tuple[LetterPiece, ...]]:
    """Return body and pieces without the gaps of removed sentences; it ends with one line feed, unless it is empty."""
    kept: list[tuple[str, Run]] = []
    for char, run in _without_gaps(runs):
        last = kept[-1][0] if kept else "\n"
        if char in " \t":  # a no-break space stays
            if last not in " \n":
                kept.append((" ", run))
        elif char == "\n":
            if last == " ":
                kept.pop()
            if len(kept) < 2 or kept[-1][0] != "\n" or kept[-2][0] != "\n":
                kept.append((char, run))
        else:
            kept.append((char, run))
    while kept and kept[-1][0] in " \n":
        kept.pop()
    while kept and kept[0][0] == "\n":
        kept.pop(0)
    text, pieces = _pieces("body", kept)
    return (f"{text}\n" if text else ""), pieces


def _without_gaps(runs: list[Run]) -> list[tuple[str, Run]]:
    """Return every character with its run, without the sentences in which a variable is empty."""
    kept: list[tuple[str, Run]] = []
    sentence: list[tuple[str, Run]] = []
    hole = False
    for run in runs:
        if run.filled:
            hole = hole or not run.text
            sentence += [(char, run) for char in run.text]
            continue
        for char in run.text:
            if char == "\n" or (char in " \t" and sentence and _ends(sentence)):
                kept += [] if hole else sentence
                kept.append((char, run))
                sentence, hole = [], False
            else:
                sentence.append((char, run))
    return kept + ([] if hole else sentence)


def _ends(sentence: list[tuple[str, Run]]) -> bool:
    char, run = sentence[-1]
    return char in _SENTENCE_END and not run.filled


def _pieces(part: str, chars: list[tuple[str, Run]]) -> tuple[str, tuple[LetterPiece, ...]]:
    pieces: list[LetterPiece] = []
    start = 0
    for at in range(1, len(chars) + 1):
        if at == len(chars) or (chars[at][1].source, chars[at][1].filled) != (
            chars[start][1].source, chars[start][1].filled,
        ):  # fmt: skip
            pieces.append(LetterPiece(part, start, at, chars[start][1].source, chars[start][1].filled))
            start = at
    return "".join(char for char, _ in chars), tuple(pieces)


def _join_to(found: list[Run], joined: bool, label: str, line: str) -> None:
    """Join a wording to the paragraph before it, unless a blank line lies between."""
    if joined:
        found.append(Run(" ", f"template: {label}, line {line}", False))
    elif found and not found[-1].filled and found[-1].text.endswith("\n") and not found[-1].text.endswith("\n\n"):
        before = "".join(run.text for run in found[-3:])
        if before.strip("\n") and not before.endswith("\n\n"):
            found[-1] = Run(f"{found[-1].text[:-1]} ", found[-1].source, False)


def _stripped(runs: list[Run]) -> list[Run]:
    """Strip white space at both ends; drop empty runs of the template, but keep empty variables."""
    runs = [run for run in runs if run.text or run.filled]
    while runs and not runs[0].filled and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].filled and not runs[-1].text.strip():
        runs = runs[:-1]
    if runs and not runs[0].filled:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].source, False)
    if runs and not runs[-1].filled:
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].source, False)
    return runs
