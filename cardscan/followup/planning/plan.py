"""Decide the next letter to a contact: whether, which cadence and step, when, in which language and form. Pure.

`cardscan.followup.planning.gates` decides whether the contact may be written to at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cardscan.errors import ConfigError
from cardscan.followup.form_of_address import ADDRESSES, INFORMAL, choose_address
from cardscan.followup.language import choose_language
from cardscan.followup.notes.quotes import quotes_of
from cardscan.followup.planning.due import PROMPT_DAYS, promise_day, talk_day
from cardscan.followup.planning.gates import mailboxes, no_conversation, nothing_quotable, refusal
from cardscan.followup.planning.timing import is_working_day
from cardscan.followup.templates.cadence import PROMISE, QUARTERLY, Cadence, Step
from cardscan.model.contact import Relation
from cardscan.model.draft import NeedsContext
from cardscan.model.encounter import CardOrigin, Encounter
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails, Recommendation
from cardscan.model.settings import folder, language_code, one_of, setting

CONFERENCE, INTRODUCTION, REUNION = "conference", "introduction", "reunion"

_KNEW_EACH_OTHER = frozenset({Relation.REPLIED, Relation.TALKED, Relation.HELPED, Relation.REFERRED, Relation.RESTING})


@dataclass(frozen=True, slots=True)
class FollowupSettings:
    """What a user can set about drafts.

    Attributes:
        templates: Folder with the user's own templates; each file replaces the shipped one of the same name.
        default_language: ISO 639-1; used if neither notes nor card tell the language.
        address: "formal" or "informal"; used if a language has both and neither notes nor cadence say which.
    """

    templates: Path | None = setting(None, folder)
    default_language: str = setting("en", language_code)
    address: str = setting("", one_of("", *ADDRESSES))

    def __post_init__(self) -> None:
        if self.address and self.address not in ADDRESSES:
            raise ValueError(f"address is {self.address!r}; it is {' or '.join(ADDRESSES)}")


@dataclass(frozen=True, slots=True)
class Plan:
    """One letter to be drafted.

    Attributes:
        recipient: One address, as on the card; validated when the mail is built.
        step, template: Entry of the cadence, and the template's name without language.
        due: The day on which it should go out.
        keep_by: Earliest day by which something was promised.
        late: The promised day has passed.
        again: They knew each other before this encounter.
        address: "informal" (with "du" or "tu") only if notes, cadence, settings or the user say so; else "formal", or
            empty if the language has only one form.
        name_sure: The name was read with certainty or confirmed, so the given name may be used.
        country: ISO 3166-1 of the card; decides whether first names are usual.
        reasons: For people: why now, why in this language.
    """

    recipient: str
    cadence: str
    step: str
    template: str
    due: date
    language: str
    keep_by: date | None = None
    late: bool = False
    again: bool = False
    address: str = ""
    name_sure: bool = True
    country: str | None = None
    reasons: tuple[str, ...] = ()
    texts_from: str = ""

    @property
    def informal(self) -> bool:
        """Whether the letter says "du" or "tu"."""
        return self.address == INFORMAL


@dataclass(frozen=True, slots=True)
class Recipient:
    """The part of a contact that decides whether and how they may be written to.

    Attributes:
        recommendation: How sure the reading of the card is; below STRONG a person must check it first.
        suppressed: They are on the suppression list.
        confirmed: A person has checked name and address.
        talked: They have answered or talked since; that is context enough.
        again: They were known, or written to, before the meeting that the letter is about.
        country: Where they are, by their address or phone, else by the card (ISO 3166-1).
        language: Of the card, if known (ISO 639-1).
    """

    details: ContactDetails
    relation: Relation
    recommendation: Recommendation
    suppressed: bool = False
    confirmed: bool = False
    talked: bool = False
    again: bool = False
    country: str | None = None
    language: str | None = None

    @property
    def sure(self) -> bool:
        """Whether name and address are certainly theirs, by the reading or because a person confirmed them."""
        return self.confirmed or self.recommendation is Recommendation.STRONG


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person, or the schedule, wants for a letter.

    Attributes:
        at: Step of the cadence and its day; None: the first letter.
        day: The day that the plan has for a first letter; None: counted from the meeting.
        address: "formal" or "informal"; empty: as notes, cadence and settings say.
        language: ISO 639-1; empty: as `choose_language` decides.
    """

    at: tuple[str, date] | None = None
    address: str = ""
    language: str = ""
    day: date | None = None


FIRST_LETTER = Wish()


def plan(
    to: Recipient,
    encounter: Encounter | None,
    *,
    today: date,
    cadences: Mapping[str, Cadence],
    settings: FollowupSettings | None = None,
    wish: Wish = FIRST_LETTER,
) -> Plan | NeedsContext:
    """Return the next letter to a contact, or what must be known first.

    Args:
        cadences: From `load_cadences`.
    Raises:
        ConfigError: The cadence that fits is not among `cadences`.
    """
    settings = settings or FollowupSettings()
    closed = refusal(to.details, encounter, to.relation, suppressed=to.suppressed, sure=to.sure, talked=to.talked)
    if closed is not None or encounter is None:
        return closed or no_conversation(encounter)
    cadence = choose_cadence(encounter, to.relation, cadences)
    step = _step(cadence, wish)
    if isinstance(step, NeedsContext):
        return step
    country = to.country or encounter.country
    chosen, why = wish.language, "as you asked"
    if not chosen:
        chosen, why = choose_language(
            card_language=to.language,
            country=to.country,
            encounter=encounter,
            default=settings.default_language,
            available=cadence.languages[step.template],
        )
    quotes = quotes_of(encounter, language=chosen, people=to.details.own_names)
    if not (quotes.promises if step.name == PROMISE else quotes.has_conversation or to.talked):
        return nothing_quotable(to.details)
    due, keep_by, when = _due(encounter, step, today, to.country)
    if wish.at is not None and step is not cadence.steps[0]:
        due, when = wish.at[1], step.purpose or step.name
    due = wish.day or due
    how, says = choose_address(
        chosen, country, encounter, asked=wish.address, cadence=cadence.address, default=settings.address
    )
    return Plan(
        recipient=mailboxes(to.details)[0],
        cadence=cadence.name,
        texts_from=cadence.texts_from,
        step=step.name,
        template=step.template,
        due=due,
        language=chosen,
        keep_by=keep_by,
        late=keep_by is not None and keep_by < today,
        again=to.again or to.relation in _KNEW_EACH_OTHER,
        address=how,
        name_sure=to.sure,
        country=to.country,
        reasons=(when, f"written in {chosen}: {why}", *((f"{how} address: {says}",) if says else ())),
    )


def _step(cadence: Cadence, wish: Wish) -> Step | NeedsContext:
    """Return the wanted step of the cadence if it has a text in the wanted language, else what is missing."""
    name = wish.at[0] if wish.at else cadence.steps[0].name
    step = step_named(cadence, name) if wish.at else cadence.steps[0]
    if step is None or not cadence.languages.get(step.template):
        file = f"email/{cadence.name}/{step.template if step else name}.en.txt.j2"
        return NeedsContext(
            f"there is no text for this step ({name}) yet",
            f"write it yourself and log it with `cardscan touch`, or add {file} to your templates",
        )
    available = cadence.languages[step.template]
    if wish.language and wish.language not in available:
        return NeedsContext(
            f'there is no text for this step in "{one_line(wish.language, 20)}"',
            f"there are {', '.join(sorted(available))}",
        )
    return step


def step_named(cadence: Cadence, name: str) -> Step | None:
    """Return the step of this name, or None if the cadence has none."""
    if name == PROMISE:
        return Step(PROMISE, PROMISE, 0, purpose="keep a promise")
    if name == QUARTERLY:
        return Step(QUARTERLY, QUARTERLY, cadence.every_days, purpose="a sign of life")
    return next((step for step in cadence.steps if step.name == name), None)


def choose_cadence(encounter: Encounter, relation: Relation, cadences: Mapping[str, Cadence]) -> Cadence:
    """Return the cadence that a person chose, else the one that fits how they met.

    Raises:
        ConfigError: It is not among `cadences`.
    """
    fitting = CONFERENCE
    if encounter.origin is CardOrigin.INTRODUCED:
        fitting = INTRODUCTION
    elif relation in _KNEW_EACH_OTHER and REUNION in cadences:
        fitting = REUNION
    name = encounter.cadence or fitting
    cadence = cadences.get(name)
    if cadence is None:
        known = ", ".join(cadences)
        raise ConfigError(
            f'there is no cadence "{one_line(name, 80)}" (known: {known}); '
            "add templates/email/<name>/cadence.toml, or choose one of those"
        )
    return cadence


def _due(encounter: Encounter, step: Step, today: date, country: str | None) -> tuple[date, date | None, str]:
    """Return the day for the letter, the earliest promised day, and the reason in words."""
    met = encounter.day or today
    talk = talk_day(met, step.after_days, today, country)
    keep_by = min((promise.due for promise in encounter.promises if promise.due), default=None)
    if not encounter.promises:
        return talk, None, f"continue the talk {step.after_days} days after you met"
    within = PROMPT_DAYS if step.promise_within_days is None else step.promise_within_days
    days = [promise_day(promise.due, met, today, country, within=within) for promise in encounter.promises]
    due = min(talk, *days)
    if keep_by is None:
        return due, None, f"a promise is kept within {within} days"
    if keep_by < today:
        return due, keep_by, f"late: promised for {keep_by.isoformat()}"
    extra = "" if is_working_day(due, country) else ", although that is a day off there"
    return due, keep_by, f"promised for {keep_by.isoformat()}{extra}"
