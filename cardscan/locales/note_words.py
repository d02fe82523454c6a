"""Load the words by which a note is understood: one file a language in `notes/`, checked when it is loaded.

The grammar itself (`cardscan.followup.notes`) holds no word of any language. To let notes be understood in another
language, add a file here; en.toml explains each key.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.locales.languages import LANGUAGES
from cardscan.locales.strict_toml import LocaleFileError, read_toml

Words = tuple[str, ...]

FOLDER = Path(__file__).with_name("notes")
# Languages whose notes are understood, in the order in which they are tried.
NOTE_LANGUAGES: tuple[str, ...] = tuple(code for code in LANGUAGES if (FOLDER / f"{code}.toml").is_file())
# The parts of a verb that has its forms written out: "send / send / send / sends / sent".
PARTS = ("inf", "i", "we", "they", "past")


@dataclass(frozen=True, slots=True)
class Ending:
    """How verbs that end so are conjugated; {} is the verb without the ending."""

    ends: str
    inf: Words
    i: Words
    we: Words
    they: Words
    past: Words

    def __post_init__(self) -> None:
        for part in PARTS:
            if any(form.count("{}") != 1 for form in getattr(self, part)):
                raise ValueError(f"`{part}` of the ending {self.ends!r} needs {{}} once in each form")


@dataclass(frozen=True, slots=True)
class Verbs:
    """Verbs by what they do in a note."""

    send: Words
    give: Words
    do: Words
    meet: Words
    say: Words
    want: Words
    will: Words
    must: Words
    promise: Words
    owe: Words
    talk: Words
    discuss: Words
    be: Words
    have: Words


@dataclass(frozen=True, slots=True)
class Persons:
    """Words for who does it, whom it is done to, and whose it is."""

    i: Words
    we: Words
    they: Words
    me: Words
    them: Words
    my: Words
    their: Words
    you: Words = ()
    it: Words = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """Words before a colon, or at the start of a clause, that say what follows."""

    topic: Words
    mine: Words
    theirs: Words
    next: Words
    event: Words
    private: Words
    question: Words = ()
    how: Words = ()


@dataclass(frozen=True, slots=True)
class Unsure:
    """Words that keep a clause private."""

    negation: Words
    condition: Words
    hearsay: Words
    irony: Words
    maybe: Words = ()
    harmless: Words = ()


@dataclass(frozen=True, slots=True)
class Phrases:
    """Whole phrases, with {name} for a person and {rest} for what follows."""

    introduced: Words
    event: Words
    origins: Mapping[str, Words]
    origins_by: Mapping[str, Words]
    depths: Mapping[str, Words]
    cadences: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoteWords:
    """The content of one language's file; see en.toml."""

    persons: Persons
    conjugation: tuple[Ending, ...]
    verbs: Verbs
    labels: Labels
    unsure: Unsure
    phrases: Phrases
    about: Words
    along: Words
    to: Words
    to_do: Words
    and_: Words
    that: Words
    whether: Words
    know: Words
    because: Words
    lead: Words
    adverb: Words
    amount: Words
    few: Words
    talk: Words
    meeting: Words
    articles: Words
    remark: Words
    in_names: Words
    can: Words = ()
    particles: Words = ()
    titles: Words = ()
    enclitics: Words = ()
    abbreviations: Words = ()
    elision: bool = False
    verb_last: bool = False
    reader_after_verb: str = ""
    me_after_verb: str = ""
    keep_giving: bool = False
    chat: Mapping[str, str] = field(default_factory=dict)
    chat_before_verb: Mapping[str, str] = field(default_factory=dict)
    reader: Mapping[str, str] = field(default_factory=dict)


@functools.cache
def note_words(code: str) -> NoteWords:
    """Return the words of one of `NOTE_LANGUAGES`; loaded only once.

    Raises:
        LocaleFileError: See `load`.
    """
    return load(FOLDER / f"{code}.toml")


def load(file: Path) -> NoteWords:
    """Read one language's file.

    Raises:
        LocaleFileError: It is not TOML, or a key is missing, unknown or of another type; with file and key.
    """
    try:
        return read_toml(file, NoteWords)
    except ValueError as error:
        if isinstance(error, LocaleFileError):
            raise
        raise LocaleFileError(file.name, "", str(error)) from error
