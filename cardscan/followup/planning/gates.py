"""Decide whether a person may be written to at all; a refusal says what is missing and how to give it. Pure.

No letter is drafted without a conversation, from a card that was not handed over, to a doubtful name or address, or to
somebody on the suppression list.
"""

from __future__ import annotations

import re

from cardscan.model.contact import Relation
from cardscan.model.draft import NeedsContext
from cardscan.model.encounter import CardOrigin, Encounter
from cardscan.model.reading import ContactDetails

# The person did not hand over such a card, so it is no reason to write to them.
_NOT_HANDED_OVER = {
    CardOrigin.FOUND: "the card was found, not handed over",
    CardOrigin.PASSED_ON: "the card was passed on by somebody else",
    CardOrigin.RAFFLE: "the card comes from a raffle",
}
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# Several people read these, so a personal address goes first (RFC 2142 names most of them).
_SHARED_MAILBOXES = frozenset(
    {
        "info", "office", "contact", "kontakt", "mail", "hello", "hallo", "sales", "support", "service", "team", "post",
        "admin", "welcome", "reception", "contacto", "contato", "geral", "bonjour",
    }
)  # fmt: skip


def refusal(
    details: ContactDetails,
    encounter: Encounter | None,
    relation: Relation,
    *,
    suppressed: bool,
    sure: bool,
    talked: bool = False,
) -> NeedsContext | None:
    """Return the first closed gate, most fundamental first, or None if all are open.

    Args:
        sure: Name and address were read with certainty, or a person has checked them.
        talked: They have answered or talked since; that is context enough.
    """
    if suppressed or relation is Relation.SUPPRESSED:
        return NeedsContext(
            "this person is on the suppression list",
            "nothing to do; take them off that list only if they ask you to",
        )
    if encounter is not None and encounter.not_handed_over and not talked:
        return NeedsContext(
            _NOT_HANDED_OVER[encounter.origin],
            'let it go; or, if you did meet, write how = "handed over" or "introduced by NAME" in event.toml',
        )
    if not talked and (encounter is None or not encounter.has_conversation):
        return no_conversation(encounter)
    if not mailboxes(details):
        return NeedsContext(
            "no e-mail address was read from the card", "say it: cardscan contacts fix NAME --email ...; or phone"
        )
    if not sure:
        return NeedsContext(
            "the name or the address is not read with certainty",
            "please check the name and address first, against the photo; then: cardscan contacts confirm NAME, or "
            "cardscan contacts fix NAME --email ...",
        )
    return None


def no_conversation(encounter: Encounter | None) -> NeedsContext:
    """Return the refusal for a contact without a conversation that a letter could take up."""
    if encounter is not None and encounter.note:
        return NeedsContext(
            "the note does not say what you talked about or promised",
            'begin it with "talked about ..." or "I promised ..."; all else stays private and is never mailed',
        )
    return NeedsContext(
        "nothing is noted of a conversation",
        'say it: cardscan context add NAME "talked about ..."; or write talked_about = "..." or promised = "..." under '
        'the photo\'s name in event.toml, or "talked about ..." in a text file beside the photo',
    )


def nothing_quotable(details: ContactDetails) -> NeedsContext:
    """Return the refusal for a contact of whose notes nothing may be mailed without a person's choice."""
    name = details.name.full if details.name else "NAME"
    return NeedsContext(
        "what you noted stays private: nothing in it may be quoted by itself",
        f'choose what may: `cardscan context show "{name}"` numbers it, `cardscan context quote "{name}" NUMBER` takes '
        "it; or note it in other words",
    )


def mailboxes(details: ContactDetails) -> tuple[str, ...]:
    """Return addresses that could be written to, personal ones before shared ones."""
    usable = [email for email in details.emails if _MAILBOX.fullmatch(email)]
    return tuple(sorted(usable, key=lambda email: email.partition("@")[0].casefold() in _SHARED_MAILBOXES))
