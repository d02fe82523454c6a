"""Find what a letter that a person has edited says in their own way: its greeting, farewell and question. Pure."""

from __future__ import annotations

import re

from cardscan.followup.letters.likeness import core
from cardscan.followup.templates.own_phrases import MAX_CHARS, Voice
from cardscan.locales.folding import unaccented
from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.draft import Letter
from cardscan.model.reading import PersonName

_QUESTION = re.compile(r"(?:^|(?<=[.!?…])\s+)([¿]?[^.!?…]+[?])", re.MULTILINE)


def voice_of(letter: Letter, name: PersonName | None, sender_name: str) -> Voice:
    """Return the letter's greeting, farewell and question; each is empty if the letter has none to learn from.

    A greeting is learned with a place for the name, and only if it assumes no gender: "Hallo {given},", never "Liebe".
    """
    blocks = letter.body.strip("\n").split("\n\n")
    if len(blocks) < 3:
        return Voice()
    last = blocks[-1].split("\n")
    sign_off = last[0].strip() if len(last) > 1 and last[1].strip() == sender_name.strip() != "" else ""
    questions = _QUESTION.findall(core(letter.body))
    question = questions[0].strip() if len(questions) == 1 else ""
    return Voice(
        _greeting(blocks[0], name, letter.language),
        *(text if 0 < len(text) <= MAX_CHARS else "" for text in (sign_off, question)),
    )


def _greeting(block: str, name: PersonName | None, code: str) -> str:
    if "\n" in block or name is None or "{" in block or len(block) > MAX_CHARS:
        return ""
    gendered = language(code).salutation.gendered if code in LANGUAGES else ()
    if set(re.findall(r"[^\W_]+", unaccented(block))) & set(gendered):
        return ""
    for said, place in ((name.full, "{name}"), (name.given or "", "{given}")):
        if said and re.search(rf"\b{re.escape(said)}\b", block):
            return block.replace(said, place, 1).strip()
    return ""
