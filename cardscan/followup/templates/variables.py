"""The names that letter templates may use."""

from __future__ import annotations

from cardscan.locales.languages import LANGUAGES

# Where the text of each variable comes from, for people.
SOURCES = {
    "salutation": "card: name",
    "name": "card: name",
    "given": "card: name",
    "family": "card: name",
    "organization": "card: organization",
    "title": "card: title",
    # As printed or as a person said; empty otherwise. No text of ours takes a salutation from it.
    "pronouns": "card: pronouns",
    "event": "note: event",
    "at_event": "note: event",
    "place": "note: place",
    "day": "note: date",
    "talk": "note: talk",
    "talk_named": "note: talk",
    "talk_told": "note: talk",
    "talk_short": "note: talk",
    "talk_title": "note: talk",
    "promises": "note: promise",
    "their_promises": "note: their promise",
    "next_step": "note: next step",
    "introduced_by": "note: introduced by",
    "sender_name": "setting: sender.name",
    "signature": "setting: sender.signature",
    "language": "plan: language",
    "cadence": "plan: cadence",
}
# Those that only decide, and those that a loop goes through.
_DECIDE = ("talk_is_sentence", "again", "informal", "late")
LISTS = ("promises", "their_promises", "signature")
# Made of words that only our own languages have here; a text in another language says them itself.
WORDED = {
    "salutation": "write the greeting out and use {{ given or name }}",
    "at_event": "write its words out and use {{ event }}",
}


def names(language: str) -> tuple[str, ...]:
    """What a template in this language may use."""
    return tuple(sorted(name for name in (*SOURCES, *_DECIDE) if language in LANGUAGES or name not in WORDED))
