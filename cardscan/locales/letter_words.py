"""Define what a language's file says about words that are put into the sentences of a letter: topics and promises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, ...]


def check_pattern(pattern: str) -> None:
    """Raise ValueError if it is no regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error


def check_form(form: str, key: str, names: Words) -> None:
    """Raise ValueError unless the form has a place for each of these names and for nothing else."""
    if sorted(re.findall(r"\{(.*?)\}", form)) != sorted(names):
        raise ValueError(f"`{key}` needs {', '.join('{' + name + '}' for name in names)}, each once")


@dataclass(frozen=True, slots=True)
class TopicRule:
    """How to say what a talk was about, if the topic begins with these letters or matches this pattern.

    Attributes:
        say: The topic behind its preposition; empty if it cannot stand behind one as it is noted.
        name: The topic by itself, as a subject line names it; empty: as noted.
    """

    say: str = ""
    begins: str = ""
    has: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        check_pattern(self.has)
        place = ("rest",) if self.begins and "{rest}" in self.say + self.name else ("talk",)
        for key, form in (("say", self.say), ("name", self.name)):
            if form:
                check_form(form, key, place)


@dataclass(frozen=True, slots=True)
class GivingVerb:
    """A verb of sending or giving: its forms in notes, and what a letter says instead.

    Attributes:
        words: As notes have it, without accents: "schicke", "schicken".
        to: The infinitive with its recipient and {thing}; keys are "formal", "informal" or a country (ISO 3166-1).
        now: The same as a main clause of today, behind "As promised,".
    """

    words: Words
    to: Mapping[str, str]
    now: Mapping[str, str]

    def __post_init__(self) -> None:
        for key, forms in (("to", self.to), ("now", self.now)):
            if "formal" not in forms:
                raise ValueError(f"`{key}` has no `formal`, which every language has")
            for form in forms.values():
                check_form(form, key, ("thing",))


@dataclass(frozen=True, slots=True)
class Deed:
    """Something promised that needs no thing: "melden" is "mich bei Ihnen zu melden" in a letter.

    Attributes:
        words: The whole promise as notes have it, without who it is for.
        to: The infinitive with its recipient, by the keys that `GivingVerb.to` has.
    """

    words: Words
    to: Mapping[str, str]

    def __post_init__(self) -> None:
        if "formal" not in self.to:
            raise ValueError("`to` has no `formal`, which every language has")


@dataclass(frozen=True, slots=True)
class PromiseWords:
    """Words that a noted promise is taken apart with.

    Attributes:
        subjects: "ich", "I": left out where the promise begins.
        whom: Who gets it, before or behind the verb: left out, because the letter says "Ihnen" or "dir" itself.
        clitic: A pattern of the same, at the end of a verb: "enviarle".
        behind: A pattern of the same, at the end of the promise: "to her".
        mark: What stands before an infinitive at the end: "zu", "te".
        things: A pattern for how a thing begins that fits into a sentence: with an article or a number.
        doing: A pattern for the end of a promise to do something else: "die Werkstatt besuchen" is no thing.
        article: Put before a thing to be given that has none; empty where that would be a guess.
        articles: [pattern, article] pairs for things whose article their ending tells.
        names: How a thing is named by itself: [what it begins with, what it then begins with].
        shift: [pattern, replacement] pairs that turn "her" to "you" in promises of other kinds.
    """

    subjects: Words = ()
    whom: Words = ()
    clitic: str = ""
    behind: str = ""
    mark: str = ""
    things: str = ""
    doing: str = ""
    article: str = ""
    articles: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    shift: tuple[tuple[str, str], ...] = ()
    verbs: tuple[GivingVerb, ...] = ()
    deeds: tuple[Deed, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (
            self.clitic,
            self.behind,
            self.things,
            self.doing,
            *(pair[0] for pair in self.shift + self.articles),
        ):
            check_pattern(pattern)


NO_PROMISE_WORDS = PromiseWords()
