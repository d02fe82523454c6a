"""The names that letter templates may use."""

from __future__ import annotations

from cardscan.locales.languages import LANGUAGES

# Source of each variable's text, in words for people.
SOURCES = {
    "salutation": "card: name",
    "name": "card: name",
    "given": "card: name",
    "family": "card: name",
    "organization": "card: organization",
    "title": "card: title",
    # As printed on the card or as a person said; otherwise empty. No text of ours derives a salutation from it.
    "pronouns": "card: pronouns",
    "event": "note: event",
    "at_event": "note: event",
    "place": "note: place",
    "day": "note: date",
    "talk": "note: talk",
    "talk_named": "note: talk",
    "talk_about": "note: talk",
    "talk_told": "note: talk",
    "talk_short": "note: talk",
    "talk_title": "note: talk",
    "promises": "note: promise",
    "promise_title": "note: promise",
    "their_promises": "note: their promise",
    "next_step": "note: next step",
    "introduced_by": "note: introduced by",
    "sender_name": "setting: sender.name",
    "signature": "setting: sender.signature",
    "sign_off": "setting: your phrases",
    "own_question": "setting: your phrases",
    "language": "plan: language",
    "cadence": "plan: cadence",
    "country": "plan: country",
}
# First the variables that are only tested, then those that a loop runs over.
_DECIDE = ("talk_is_sentence", "again", "informal", "late")
LISTS = ("promises", "their_promises", "signature")
# Made of words that only our own languages have; texts in other languages must contain these words themselves.
WORDED = {
    "salutation": "write the greeting out and use {{ given or name }}",
    "at_event": "write its words out and use {{ event }}",
}


def names(language: str) -> tuple[str, ...]:
    """Return the names that a template in this language may use."""
    return tuple(sorted(name for name in (*SOURCES, *_DECIDE) if language in LANGUAGES or name not in WORDED))
