"""The values a letter template gets, and the small words around them that grammar asks for.

Templates stay readable because the hard parts are here: a salutation that guesses no gender, the preposition an
event takes in each language, whether a promise is an action ("send the paper") or a thing ("the paper").
"""

from __future__ import annotations

import re

from cardscan.followup.calendar import LANGUAGES, written_out
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.sandbox import Values
from cardscan.model.draft import Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails, PersonName

# As long as such a value can be on a card or in a note; what is longer is a mistake or an attack.
NAME_CHARS, EVENT_CHARS, TALK_CHARS, PROMISE_CHARS, MAX_PROMISES = 100, 160, 1_000, 400, 10
SUBJECT_TALK_CHARS = 60
_LONG_TALK_CHARS = 140

# Where first names are not used in a first letter, or where the order of names is easily mistaken.
_FULL_NAME_COUNTRIES = frozenset(
    {
        "JP", "KR", "KP", "CN", "TW", "HK", "MO", "SG", "VN", "HU", "MN", "TH", "KH", "DE", "AT", "CH", "LI",
    }
)  # fmt: skip
_GIVEN = re.compile(r"[^\W\d_]{2,}(?:[-'’ ][^\W\d_]{2,})*")
# "Mira A." and "Mira A. B." are greeted as Mira; "M. Muster" has no name to greet with.
_MIDDLE_INITIALS = re.compile(r"(?:\s+[^\W\d_]\.?)+$")
_DOCTOR = re.compile(r"(?:Prof\.?|Dr\.?|Prof\.?\s*Dr\.?)", re.IGNORECASE)
_HERR_FRAU = re.compile(r"Herrn?|Frau")

_HELLO = {"en": ("Hello {},", "Dear {},", "Hello,"), "de": ("Guten Tag {},", "Guten Tag {},", "Guten Tag,"),
          "fr": ("Bonjour {},", "Bonjour {},", "Bonjour,"), "es": ("Hola, {}:", "Hola, {}:", "Hola:"),
          "it": ("Gentile {},", "Gentile {},", "Buongiorno,"), "nl": ("Beste {},", "Beste {},", "Goedendag,"),
          "pt": ("Olá, {},", "Olá, {},", "Olá,")}  # fmt: skip

# Among people who say du or tu: only ever with the given name, and without one where there is no name at all.
_HELLO_FRIEND = {"de": ("Hallo {},", "Hallo,"), "fr": ("Bonjour {},", "Bonjour,"), "es": ("Hola, {}:", "Hola:"),
                 "it": ("Ciao {},", "Ciao,"), "nl": ("Hallo {},", "Hallo,"), "pt": ("Olá, {},", "Olá,")}  # fmt: skip

# Nouns for events, by the article they take. Events with a name of their own take none (except in German).
_THE_EVENT = re.compile(
    r"\b(?:fair|conference|congress|convention|exhibition|workshop|meetup|symposium|seminar|dinner|reception|festival|"
    r"forum|trade show|summer school|party|wedding|barcamp|roundtable)\b(?!\s*:)",
    re.IGNORECASE,
)
_DE_MASCULINE = re.compile(
    r"(?:kongress|tage?|gipfel|workshop|stammtisch|abend|empfang|summit|salon|lunch|brunch)\b", re.IGNORECASE
)
_DE_NEUTER = re.compile(r"(?:forum|treffen|festival|barcamp|symposium|seminar|meetup|essen|dinner|camp)\b", re.I)
_DE_FEMININE = re.compile(
    r"(?:messe|konferenz|tagung|woche|ausstellung|expo|konvention|conference|con|veranstaltung|feier|akademie|school|"
    r"versammlung|börse|party)\b",
    re.IGNORECASE,
)
# "EMO 2026", "PyData", "re:publica": such names are conferences and fairs, which German treats as feminine.
_BRAND = re.compile(r"\b(?:[A-ZÄÖÜ]{3,}|\w*[a-z][A-Z]\w*|\w+:\w+)\b|\b20\d\d\b")
_DE_INFLECTED = re.compile(r"(?:[a-zäöüß]+(?:sche|ale|ige|iche|are|ive)[rs]?)\s", re.IGNORECASE)
_ROMANCE = {
    "fr": (("au ", r"salon|forum|congrès|sommet|séminaire|festival|colloque|dîner|meetup|marché|carrefour"),
           ("à la ", r"conférence|foire|fête|semaine|rencontre|journée|réunion|soirée|biennale")),
    "es": (("en el ", r"congreso|salón|foro|encuentro|seminario|festival|taller|simposio|evento|mercado"),
           ("en la ", r"feria|conferencia|semana|jornada|cumbre|reunión|fiesta|exposición|cena|convención")),
    "it": (("al ", r"salone|congresso|forum|festival|convegno|seminario|workshop|meetup|mercato|simposio|vertice"),
           ("alla ", r"fiera|conferenza|settimana|giornata|serata|mostra|cena|riunione|festa|rassegna|biennale|borsa")),
    "pt": (("no ", r"congresso|salão|fórum|encontro|seminário|festival|workshop|simpósio|evento|jantar"),
           ("na ", r"feira|conferência|semana|jornada|cimeira|cúpula|reunião|festa|exposição|convenção|expo")),
}  # fmt: skip
_ROMANCE_ARTICLES = {
    "fr": (("le ", "au "), ("la ", "à la "), ("les ", "aux "), ("l'", "à l'"), ("l’", "à l’")),
    "es": (("el ", "en el "), ("la ", "en la "), ("los ", "en los "), ("las ", "en las ")),
    "it": (
        ("il ", "al "), ("lo ", "allo "), ("la ", "alla "), ("gli ", "agli "), ("le ", "alle "), ("i ", "ai "),
        ("l'", "all'"), ("l’", "all’"),
    ),
    "pt": (("o ", "no "), ("a ", "na "), ("os ", "nos "), ("as ", "nas ")),
}  # fmt: skip
_ROMANCE_ELSE = {"fr": "à ", "es": "en ", "it": "a ", "pt": "no evento "}
# Dutch says "tijdens" of any event; a plain noun takes an article besides.
_NL_DE = re.compile(r"(?:beurs|conferentie|week|dag|avond|borrel|workshop|bijeenkomst|markt|receptie|lunch)$", re.I)
_NL_HET = re.compile(r"(?:congres|symposium|festival|forum|seminar|diner|evenement|feest|ontbijt)$", re.I)

# "I send the paper" can become "my promise to send the paper" only where the first word is a verb.
_ACTIONS = frozenset(
    {
        "send", "share", "introduce", "call", "write", "mail", "email", "forward", "bring", "book", "invite", "check",
        "get", "give", "lend", "connect", "try", "ask", "show", "review", "read", "look", "put", "find", "pass",
        "recommend", "arrange", "organize", "organise", "set", "follow", "let", "make", "tell", "help", "draft",
        "prepare", "talk", "speak", "come", "visit", "return", "pay", "add", "translate", "test", "print", "scan",
        "keep", "think", "open", "meet", "ship", "deliver",
    }
)  # fmt: skip
# A talk that is told in sentences, not named: it cannot stand after "our talk about".
_SENTENCE = re.compile(
    r"[.!?;]\s|^(?:i|we|he|she|they|you|it|ich|wir|er|sie|es|je|nous|il|elle|ils|on|yo|nosotros|él|ella|eu|nós|ele|ela|"
    r"that|how|why|dass|wie|warum|que|comment)\s",
    re.IGNORECASE,
)
_LEADING_ARTICLE = re.compile(
    r"^(?:The|An?|Our|Your|Their|His|Her|Die|Der|Das|Den|Le|La|Les|L['’]|Un|Une|El|Los|Las|Una|O|Os|As|Um|Uma)\b"
)

# What address books show behind a name: "Tom Beispiel (Muster GmbH)". It is not said to a person.
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\Z")


def letter_values(plan: Plan, details: ContactDetails, encounter: Encounter, sender: Sender) -> Values:
    """Every variable of the letter templates, each a single line without control characters; "" where unknown.

    In a language that is not ours those of `WORDED` are missing.
    """
    language, name = plan.language, details.name
    ours = language in LANGUAGES
    talk = _phrase(encounter.talk, TALK_CHARS)
    is_sentence = bool(_SENTENCE.search(talk)) or len(talk) > _LONG_TALK_CHARS
    event = one_line(encounter.event or "", EVENT_CHARS)
    given = given_name(name, sure=plan.name_sure)
    worded = {"salutation": salutation(name, plan, language), "at_event": at_event(event, language)} if ours else {}
    return {
        **worded,
        "name": _name(name.full) if name else "",
        "given": given,
        "family": _name(name.family) if name and name.family else "",
        "organization": one_line(details.organization or "", NAME_CHARS),
        "title": one_line(details.titles[0], NAME_CHARS) if details.titles else "",
        "pronouns": one_line(details.pronouns[0], NAME_CHARS) if details.pronouns else "",
        "event": event,
        "place": one_line(encounter.place or "", EVENT_CHARS),
        "day": written_out(encounter.day, language) if encounter.day else "",
        "talk": talk,
        "talk_is_sentence": is_sentence,
        "talk_named": "" if is_sentence else talk,
        "talk_told": talk if is_sentence else "",
        "talk_title": talk[0].upper() + talk[1:]
        if talk and len(talk) <= SUBJECT_TALK_CHARS and not is_sentence
        else "",
        "talk_short": talk if len(talk) <= SUBJECT_TALK_CHARS and not is_sentence else "",
        "promises": _promises(encounter.promises, plan, "note: promise"),
        "their_promises": _promises(encounter.their_promises, plan, "note: their promise"),
        "next_step": _phrase(encounter.next_step, PROMISE_CHARS),
        "introduced_by": _introducer(encounter.introduced_by or "", language),
        "again": plan.again,
        "informal": plan.informal,
        "late": plan.late,
        "sender_name": one_line(sender.name, NAME_CHARS),
        "signature": [line for text in sender.signature[:MAX_PROMISES] if (line := one_line(text, EVENT_CHARS))],
        "language": language,
        "cadence": plan.cadence,
    }


def given_name(name: PersonName | None, *, sure: bool) -> str:
    """The given name where it is safe to greet with it: certain, made of letters; without middle initials."""
    given = one_line(name.given, NAME_CHARS) if name and name.given and sure else ""
    given = _MIDDLE_INITIALS.sub("", given)
    return _name(given) if _GIVEN.fullmatch(given) else ""


def salutation(name: PersonName | None, plan: Plan, language: str) -> str:
    """A greeting with its comma or colon. No gender is guessed; a title that is printed is used in German and English.

    The given name is used only where it is certain and where that is the custom, or where the letter says du; the full
    name otherwise.
    """
    informal, formal, nameless = _HELLO[language]
    friend = _HELLO_FRIEND.get(language) if plan.informal else None
    if name is None or not one_line(name.full):
        return friend[1] if friend else nameless
    if friend and (given := given_name(name, sure=plan.name_sure)):
        return friend[0].format(given)
    family = _name(name.family or "")
    honorific = one_line(name.honorific or "", NAME_CHARS)
    if family and plan.name_sure and language in ("de", "en"):
        if _DOCTOR.fullmatch(honorific):
            return formal.format(f"{honorific} {family}")
        if language == "de" and _HERR_FRAU.fullmatch(honorific):
            return formal.format(f"{honorific.removesuffix('n')} {family}")
    given = given_name(name, sure=plan.name_sure)
    if given and language != "de" and (plan.country or "") not in _FULL_NAME_COUNTRIES:
        return informal.format(given)
    shown = _REMARK.sub("", name.full) or name.full
    if "," in shown and not (name.given and name.family):
        return nameless  # "Beispiel Ana, Inc.", "García López, Ana": nobody could tell how to say it
    return formal.format(_name(shown))


def at_event(event: str, language: str) -> str:
    """The event with the preposition and article it takes: "at PyData", "auf der PyData", "au Salon du livre"."""
    if not event:
        return ""
    if language == "en":
        article = "the " if _THE_EVENT.search(event) and not re.match(r"(?:the|an?|our|my)\b", event, re.I) else ""
        return f"at {article}{event}"
    if language == "de":
        return _at_event_de(event)
    if language == "nl":
        bare = not re.match(r"(?:de|het|een|ons|onze)\s", event, re.I)
        noun = re.sub(r"\s+20\d\d$", "", event)
        article = "de " if bare and _NL_DE.search(noun) else "het " if bare and _NL_HET.search(noun) else ""
        return f"tijdens {article}{event}"
    for article, contracted in _ROMANCE_ARTICLES[language]:
        if event.casefold().startswith(article):
            return contracted + event[len(article) :]
    for phrase, nouns in _ROMANCE[language]:
        if re.match(rf"(?:{nouns})\b", event, re.IGNORECASE):
            return phrase + event
    return _ROMANCE_ELSE[language] + event


def _at_event_de(event: str) -> str:
    if re.match(r"(?:der|dem|die|das|den)\s", event, re.IGNORECASE) or _DE_INFLECTED.match(event):
        return f"bei „{event}“"  # would have to be declined, which a quotation need not
    if _DE_MASCULINE.search(event) or _DE_NEUTER.search(event):
        return f"beim {event}"
    if _DE_FEMININE.search(event) or _BRAND.search(event):
        return f"auf der {event}"
    return f"bei „{event}“"


def _promises(promises: tuple[Promise, ...], plan: Plan, source: str) -> list[dict[str, str]]:
    return [
        {**_promise(promise, plan, plan.language), "_source": f"{source} {number}"}
        for number, promise in enumerate(promises[:MAX_PROMISES], start=1)
    ]


def _promise(promise: Promise, plan: Plan, language: str) -> dict[str, str]:
    text = _phrase(promise.text, PROMISE_CHARS)
    is_action = language == "en" and text.partition(" ")[0] in _ACTIONS
    if language == "de" and text.startswith(("ich ", "wir ")):  # a whole sentence after a colon begins with a capital
        text = text[0].upper() + text[1:]
    in_time = promise.due is not None and promise.due >= plan.due
    return {
        "text": text,
        "to": text if is_action else "",
        "by": written_out(promise.due, language) if promise.due and in_time else "",
    }


def _phrase(text: str, limit: int) -> str:
    """A noted phrase so that it can stand inside a sentence: no final stop, no capital article."""
    text = one_line(text, limit).strip(" .,;:")
    return text[0].lower() + text[1:] if _LEADING_ARTICLE.match(text) else text


def _introducer(text: str, language: str) -> str:
    """Who introduced us; the English text begins a sentence with it ("My colleague Ana")."""
    text = one_line(text, NAME_CHARS).strip(" .,;:")
    return text[:1].upper() + text[1:] if language == "en" else text


def _name(text: str) -> str:
    """A name for a letter; one printed in capitals only is written as names are."""
    text = one_line(text, NAME_CHARS)
    if len(text) > 3 and text.isupper():
        return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text)
    return text
