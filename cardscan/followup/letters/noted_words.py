"""Put noted phrases into the forms that a sentence of a letter has room for: topics and promises.

A phrase that does not fit keeps its words and stands after a colon; no article and no ending is guessed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cardscan.locales.folding import caseless
from cardscan.locales.languages import language
from cardscan.locales.letter_words import GivingVerb, PromiseWords


def topic(talk: str, code: str) -> tuple[str, str]:
    """Return a topic behind its preposition ("sur le recyclage") and by itself ("le recyclage").

    The first is empty if the topic cannot stand behind one as it was noted.
    """
    for rule in language(code).about:
        if rule.begins and not caseless(talk).startswith(rule.begins):
            continue
        if rule.has and not re.search(rule.has, talk, re.IGNORECASE):
            continue
        values = {"talk": talk, "rest": talk[len(rule.begins) :]}
        return rule.say.format(**values), rule.name.format(**values) or talk
    return "", talk


@dataclass(frozen=True, slots=True)
class SaidPromise:
    """A promise in the forms that letters need; each is empty if the noted words have no such form.

    Attributes:
        to: An infinitive with its recipient: "send you the paper", "Ihnen den Artikel zu schicken".
        now: A main clause about today: "I am sending you the paper", "schicke ich Ihnen den Artikel".
        thing: What was promised, as the object of a verb: "the paper", "den Artikel".
        name: The same by itself, for a subject or a list: "the paper", "der Artikel".
        text: The noted words, turned to the reader.
    """

    text: str
    to: str = ""
    now: str = ""
    thing: str = ""
    name: str = ""


def said_promise(text: str, code: str, *, informal: bool, country: str | None) -> SaidPromise:
    """Take a noted promise apart: "schicke ihr den Artikel" is a verb of giving, and "den Artikel"."""
    known = language(code).promise
    turned = functools.reduce(lambda now, pair: re.sub(pair[0], pair[1], now), known.shift, text)

    def form(said: Mapping[str, str]) -> str:
        return (
            said[country] if country and country in said else said.get("informal" if informal else "", said["formal"])
        )

    deed = " ".join(_without(text.casefold().split(), (*known.subjects, *known.whom)))
    if done := next((one for one in known.deeds if deed in one.words), None):
        return SaidPromise(turned, to=form(done.to))
    verb, rest = _verb_and_rest(text, known)
    thing = _thing(rest if verb else text, known, verb is not None)
    if verb is not None and thing:
        to, now = form(verb.to).format(thing=thing), form(verb.now).format(thing=thing)
        return SaidPromise(turned, to, now, thing, _named(thing, known))
    if verb is not None:
        return SaidPromise(rest, name=rest)
    is_action = text.partition(" ")[0] in language(code).phrasing.actions
    return SaidPromise(turned, to=turned if is_action else "", thing=thing, name=_named(thing, known))


def _verb_and_rest(text: str, known: PromiseWords) -> tuple[GivingVerb | None, str]:
    """Return the verb of giving that the promise begins or ends with, and the promise without it and its recipient."""
    elided = "|".join(re.escape(word[:-1]) for word in (*known.whom, *known.subjects) if word.endswith("'"))
    split = re.sub(rf"\b({elided})['’](?=\w)", r"\1' ", text, flags=re.IGNORECASE) if elided else text
    words = _without(split.split(), (*known.subjects, *known.whom))
    if words and (verb := _verb(words[0], known)):
        rest = " ".join(_without(words[1:], known.whom))
        return verb, re.sub(known.behind, "", rest, flags=re.IGNORECASE) if known.behind else rest
    if len(words) > 1 and known.mark and (verb := _verb(words[-1], known)):
        return verb, " ".join(_without(words[: -2 if words[-2] == known.mark else -1], known.whom))
    return None, text


def _verb(word: str, known: PromiseWords) -> GivingVerb | None:
    word = word.casefold()
    stem = re.sub(known.clitic, "", word) if known.clitic else word
    return next((verb for verb in known.verbs if word in verb.words or stem in verb.words), None)


def _without(words: list[str], dropped: tuple[str, ...]) -> list[str]:
    """Return the words without those of the list that they begin with."""
    while words and words[0].casefold().replace("’", "'") in dropped:
        words = words[1:]
    return words


def _thing(text: str, known: PromiseWords, given: bool) -> str:
    """Return a thing that fits behind a verb, with its article; "" if it has none and none can be put there."""
    doing = not given and known.doing and re.search(known.doing, text)
    if known.things and not doing and re.match(known.things, f"{text} ", re.IGNORECASE):
        return text
    for pattern, article in known.articles:
        if not doing and re.match(pattern, text):
            return article + text
    return f"{known.article} {text}" if given and known.article and text[:1].islower() else ""


def _named(thing: str, known: PromiseWords) -> str:
    """Return the thing by itself: "der Artikel" for "den Artikel"."""
    for begins, named in known.names:
        if thing.startswith(begins):
            return named + thing[len(begins) :]
    return thing
