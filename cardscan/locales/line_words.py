"""Load what is said in later lines, "she wrote back": one file a language in `lines/`, checked when it is loaded."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from cardscan.locales.strict_toml import read_toml

FOLDER = Path(__file__).with_name("lines")

Phrases = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerbForms:
    """The forms of one class of verbs, by what they say of who did it.

    Attributes:
        mine, theirs, ours: The form itself names me, them or both of us.
        done: Somebody did it; who, other words have to say.
        noted: The same, but where nobody is named, people write it of themselves.
        bare: It is still to be done, or was not done: "call back", "schicke ihr".
    """

    mine: Phrases = ()
    theirs: Phrases = ()
    ours: Phrases = ()
    done: Phrases = ()
    noted: Phrases = ()
    bare: Phrases = ()


@dataclass(frozen=True, slots=True)
class LineWords:
    """All words of later lines in one language; en.toml says what each list holds."""

    elided: bool = False
    names_before_noted: bool = False
    split: Phrases = ()
    i: Phrases = ()
    we: Phrases = ()
    they: Phrases = ()
    other: Phrases = ()
    kin: Phrases = ()
    nobody: Phrases = ()
    i_have: Phrases = ()
    they_have: Phrases = ()
    we_have: Phrases = ()
    me: Phrases = ()
    them: Phrases = ()
    my: Phrases = ()
    their: Phrases = ()
    to: Phrases = ()
    by: Phrases = ()
    among: Phrases = ()
    negated: Phrases = ()
    negated_after: Phrases = ()
    planned: Phrases = ()
    passive: Phrases = ()
    no_name: Phrases = ()
    mail: Phrases = ()
    phone_call: Phrases = ()
    voicemail: Phrases = ()
    on_phone: Phrases = ()
    purchase: Phrases = ()
    reply: Phrases = ()
    meeting: Phrases = ()
    got: Phrases = ()
    later: Phrases = ()
    opt_out: Phrases = ()
    no_more: Phrases = ()
    bounce: Phrases = ()
    automatic: Phrases = ()
    away: Phrases = ()
    left: Phrases = ()
    glimpse: Phrases = ()
    like: Phrases = ()
    silence: Phrases = ()
    unreached: Phrases = ()
    missed: Phrases = ()
    irony: Phrases = ()
    write: VerbForms = VerbForms()
    answer: VerbForms = VerbForms()
    call: VerbForms = VerbForms()
    reach: VerbForms = VerbForms()
    leave: VerbForms = VerbForms()
    see: VerbForms = VerbForms()
    meet: VerbForms = VerbForms()
    talk: VerbForms = VerbForms()
    help: VerbForms = VerbForms()
    introduce: VerbForms = VerbForms()
    order: VerbForms = VerbForms()
    move: VerbForms = VerbForms()
    say: VerbForms = VerbForms()


@functools.cache
def line_words(code: str) -> LineWords:
    """Return the words of later lines in a language; none if it has no file yet.

    Raises:
        LocaleFileError: The file contains something that cardscan cannot use.
    """
    file = FOLDER / f"{code}.toml"
    return read_toml(file, LineWords) if file.is_file() else LineWords()
