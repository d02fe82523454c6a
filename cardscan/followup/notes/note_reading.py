"""Understand what a person jots down about a talk in one line or a few, such as the note beside a photo.

`met at PyData; talked about OCR on receipts; I send the paper by Friday` holds an event, a talk and a promise with
its day. It knows words of English, German, French, Spanish, Italian, Portuguese and Dutch. Only clauses marked as a
talk, a promise or a next step can ever get into a letter. Everything else is kept as the private note, because a
remark like "tall, a bit arrogant" must not be mailed to the person it is about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from cardscan.followup.notes.due_dates import due_date, read_promise
from cardscan.followup.notes.phrase_patterns import says, search
from cardscan.followup.notes.sentences import sentences
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.model.plaintext import one_line

# More than anybody writes about one talk; a longer file is not a note.
MAX_NOTE_CHARS = 8_000
MAX_CLAUSES = 60
_ENDS = " .!?…。！？"

_ORIGINS: tuple[tuple[CardOrigin, str], ...] = (
    (
        CardOrigin.INTRODUCED,
        r"(?:i\s+was\s+)?introduced|vorgestellt|présentée?s?|presentat[oaie]|presentad[oa]|apresentad[oa]|voorgesteld",
    ),
    (
        CardOrigin.PASSED_ON,
        r"passed[\s_-]+on|weitergegeben|weitergereicht|transmise?|pasada\s+por|repassado|passado\s+por|doorgegeven|passat[oa]\s+da",
    ),
    (CardOrigin.RAFFLE, r"raffle(?:\s+bowl)?|verlosung|verloting|tombola|lotteria|sorteo|sorteio|rifa"),
    (
        CardOrigin.FOUND,
        r"(?:found|gefunden|gevonden|trovat[oa]|trouvée?|encontrad[oa]|achad[oa])(?:\s+(?:on|in|at|under|auf|im|sur|dans|en|no|na)\s.+)?",
    ),
    (
        CardOrigin.HANDED_OVER,
        r"(?:card\s+)?handed[\s_-]+over|handed\s+to\s+me|in\s+person|overhandigd|consegnat[oa](?:\s+a\s+mano)?|(?:persönlich\s+)?übergeben|überreicht|"
        r"remise?(?:\s+en\s+main\s+propre)?|entregad[oa](?:\s+en\s+mano)?|entregue(?:\s+em\s+mãos)?",
    ),
)
ORIGIN_WORDS = ("handed over", "introduced by NAME", "found", "passed on", "raffle")
_BY_WHOM = (
    r"(?:\s+(?:to\s+\w+\s+)?(?:by|through|via|von|van|door|durch|par|por|pelo|pela|da|dal|dalla)\s+(?P<whom>.+))?"
)
_ORIGIN_PATTERNS = tuple(
    (origin, re.compile(rf"(?:{words}){_BY_WHOM}\.?", re.IGNORECASE)) for origin, words in _ORIGINS
)

_DEPTHS: tuple[tuple[TalkDepth, str], ...] = (
    (TalkDepth.NONE, r"none|no\s+talk|not\s+at\s+all|did\s+not\s+talk|nicht\s+gesprochen|kein\s+gespräch"),
    (
        TalkDepth.FEW_WORDS,
        r"(?:a\s+)?few[\s_]+words|short(?:\s+talk)?|(?:ein\s+)?paar\s+worte|kurz(?:es\s+gespräch)?|"
        r"quelques\s+mots|pocas\s+palabras|poucas\s+palavras",
    ),
    (
        TalkDepth.REAL_TALK,
        r"(?:a\s+)?(?:real|long|good)[\s_]+(?:talk|chat|conversation|discussion)|(?:ein\s+)?(?:langes|gutes|richtiges)\s+gespräch|"
        r"vraie\s+discussion|buena\s+charla|boa\s+conversa",
    ),
)
DEPTH_WORDS = ("none", "a few words", "a real talk")
_DEPTH_PATTERNS = tuple((depth, re.compile(words, re.IGNORECASE)) for depth, words in _DEPTHS)
# "a few words about ceramics" says both how much and what about.
_ABOUT = r"about|on|over|über|zum?(?=\s+thema)|sur|de|di|sobre|acerca\s+de|su|sul|sulla"
_DEPTH_ABOUT = tuple(
    (depth, re.compile(rf"(?:we\s+had\s+|wir\s+hatten\s+)?(?:{words})\s+(?:{_ABOUT})\s+(?P<talk>.+)", re.IGNORECASE))
    for depth, words in _DEPTHS
    if depth is not TalkDepth.NONE
)

_TALK = (
    r"(?:we\s+)?(?:talked|spoke|chatted|talk|discussion|conversation)\s+(?:about|on|of)|(?:we\s+)?discussed|"
    r"talked[\s_]about|topics?\s*:|about\s*:|"
    r"(?:wir\s+haben\s+|haben\s+)?(?:gesprochen|geredet|gespräch|unterhalten)\s+(?:über|von)|themen?\s*:|"
    r"(?:nous\s+avons\s+|on\s+a\s+)?(?:parlé|discuté|échangé)\s+(?:de|des|du|d['’]|sur)|sujets?\s*:|"
    r"(?:hemos\s+)?(?:hablamos|hablado|conversamos|charlamos)\s+(?:de|sobre)|temas?\s*:|"
    r"(?:abbiamo\s+)?(?:parlato|discusso|chiacchierato)\s+(?:di|del|della|dello|dei|delle|degli|su)|argoment[oi]\s*:|"
    r"(?:we\s+hebben\s+)?(?:gesproken|gepraat|gehad)\s+over|onderwerp(?:en)?\s*:|"
    r"(?:falámos|falamos|conversámos)\s+(?:de|sobre|do|da)|assuntos?\s*:"
)
_TALK_VERB_LAST = r"(?:wir\s+haben\s+)?über\s+(?P<talk>.+?)\s+(?:gesprochen|geredet|unterhalten|diskutiert)"
_I_PROMISE = (
    r"i\s*(?:['’]ll|['’]m\s+going\s+to)\s|"
    r"i\s+(?:will|shall|am\s+going\s+to|promised?|owe|send|share|introduce|call|write|mail|email|forward|bring|book|"
    r"invite|check|get\s+back|give|lend|connect|try|ask|show|review|ping|set\s+up|follow\s+up|look|put|find|pass|"
    r"recommend|arrange|organi[sz]e)\b|"
    r"promised?(?:\s+to)?\s*:|promised\s+(?:to\s+)?|to\s*do\s*:|"
    r"ich\s+(?:werde|will|habe\s+versprochen|verspreche|schicke|sende|maile|schreibe|rufe|melde|stelle|bringe|gebe|"
    r"leite|zeige|lade|prüfe|schaue|frage|organisiere|besorge|teile|verbinde|empfehle|leihe|suche|kläre)\b|"
    r"versprochen\s*:|"
    r"j['’]\s*(?:envoie|enverrai|ai\s+promis|appelle|écris|apporte|invite|organise)\b|"
    r"je\s+(?:(?:lui|te|vous|leur)\s+|t['’]\s*)?(?:l['’])?"
    r"(?:envoie|enverrai|vais|promets|appelle|écris|présente|transmets|"
    r"partage|rappelle|donne|apporte|invite|regarde|demande|montre|mets)\b|promis\s*:|"
    r"(?:yo\s+)?(?:(?:le|te|les|se\s+lo)\s+)?(?:envío|mando|enviaré|mandaré|voy\s+a|prometí|llamo|llamaré|escribo|"
    r"presento|paso|comparto|invito)\s|prometido\s*:|"
    r"(?:io\s+)?(?:(?:gli|le|ti|vi)\s+)?(?:invio|mando|spedisco|invierò|manderò|scrivo|scriverò|chiamo|chiamerò|"
    r"presento|presenterò|condivido|porto|ho\s+promesso)\s|promesso\s*:|"
    r"ik\s+(?:zal|ga|heb\s+beloofd|beloof|stuur|mail|schrijf|bel|breng|geef|deel|vraag|regel|zoek|stel)\b|beloofd\s*:|"
    r"(?:eu\s+)?(?:(?:lhe|te)\s+)?(?:envio|mando|enviarei|mandarei|vou|prometi|ligo|ligarei|escrevo|apresento|passo|"
    r"partilho|compartilho|convido)(?:-(?:lhe|te))?\s"
)
_THEY_PROMISE = (
    r"(?:they|she|he)\s*(?:['’]ll|['’]s\s+(?:going\s+to|gonna)|(?:\s+(?:will|promised?|sends?|introduces?|calls?|writes?|owes?|gets?\s+back|"
    r"brings?|checks?|shares?|offered)))\b|they[\s_]promised\s*:?|"
    r"(?:er|sie)\s+(?:wird|will|werden|wollen|schickt|schicken|sendet|meldet|ruft|schreibt|stellt|bringt|prüft|"
    r"hat\s+versprochen|fragt|gibt)\b|"
    r"(?:il|elle|ils|elles)\s+(?:m['’]\s*|me\s+)?(?:envoie|enverra|va|promet|appelle|a\s+promis|présente|rappelle)\b|"
    r"(?:él|ella)\s+(?:me\s+)?(?:envía|manda|va\s+a|prometió|llama|presenta)\b|"
    r"(?:lui|lei|loro)\s+(?:mi\s+)?(?:invia|manda|manderà|invierà|scrive|chiama|presenta|ha\s+promesso)\b|"
    r"(?:hij|zij|ze)\s+(?:zal|gaat|stuurt|mailt|schrijft|belt|brengt|vraagt|geeft|heeft\s+beloofd)\b|"
    r"(?:ele|ela)\s+(?:me\s+)?(?:envia|manda|vai|prometeu|liga|apresenta)\b"
)
_NEXT = (
    r"next[\s_]steps?\s*:?|next\s*:|nächster\s+schritt\s*:?|prochaine\s+étape\s*:?|próximo\s+pas[os]o?\s*:?|"
    r"siguiente\s+paso\s*:?|prossimo\s+passo\s*:?|volgende\s+stap\s*:?"
)
_MET = (
    r"(?:we\s+)?met(?:\s+(?:her|him|them))?\s+(?:at|during)|event\s*:|"
    r"(?:wir\s+haben\s+uns\s+)?(?:getroffen|kennengelernt|treffen)\s+(?:auf|bei|beim|an|am|in)(?:\s+(?:der|dem))?|"
    r"rencontrée?\s+(?:à|au|lors\s+d[eu])(?:\s+l[ae'’])?|conocid[oa]\s+en|nos\s+conocimos\s+en|"
    r"(?:ci\s+siamo\s+)?(?:incontrat|conosciut)[oaie]\s+(?:a|al|alla|in|presso)|"
    r"(?:elkaar\s+)?(?:ontmoet|leren\s+kennen)\s+(?:op|bij|in|tijdens)(?:\s+(?:de|het))?|"
    r"conhecid[oa]\s+(?:em|na|no)|conhecemo-nos\s+(?:em|na|no)"
)
_NOTE = r"note\s*:|private\s*:|privat\s*:|notiz\s*:|nota\s*:|privé\s*:|notitie\s*:|privato\s*:"
_SERIES = re.compile(
    r"(?:cadence|series|follow[\s_-]up)\s*:\s*(?P<name>[a-z0-9][a-z0-9_-]{0,39})|"
    r"(?:(?:he|she|they)\s+(?:is|are)\s+)?(?:an?\s+)?(?:(?P<client>(?:potential|possible)\s+(?:client|customer))|"
    r"(?P<supplier>(?:potential\s+|possible\s+)?supplier)|(?P<reunion>old\s+(?:acquaintance|friend|colleague))|"
    r"(?P<speaker>speaker(?:\s+i\s+liked)?))",
    re.IGNORECASE,
)
_KEY = r"(?:how|depth|wie)\s*:"


def _starts(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})\s*:?\s*", re.IGNORECASE)


_STARTS = {name: _starts(words) for name, words in (
    ("note", _NOTE), ("next", _NEXT), ("talk", _TALK), ("mine", _I_PROMISE), ("theirs", _THEY_PROMISE), ("met", _MET),
)}  # fmt: skip
_VERB_LAST = re.compile(_TALK_VERB_LAST, re.IGNORECASE)
_KEY_WORD = re.compile(_KEY, re.IGNORECASE)
# A label as in "promised: the paper" is removed; "I send the paper" keeps its verb as part of the promise.
_PROMISE_LABEL = re.compile(
    r"(?:promised?(?:\s+to)?|versprochen|promis|prometido|promesso|beloofd|to\s*do|"
    r"they[\s_]promised)\s*:\s*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[\s>#*\-–•]+(?:\[[ xX]?\]\s*)?")
_SPLIT_BEFORE_PROMISE = re.compile(
    r"\s*,\s+(?:(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|en|maar)\s+)?"
    rf"(?=(?:(?:yo|io|eu)\s+)?(?:(?:no|non|não|nao)\s+)?(?:{_I_PROMISE}|{_THEY_PROMISE}|je\s+(?:ne\s|n['’])|i\s+(?:won|can|don)['’]t\b))|"
    r"\s+(?:and|but|und|aber)\s+(?=(?:i|she|he|they)\s*(?:['’]ll|will|won['’]t|promised|['’]s\s+(?:going\s+to|gonna))\b|ich\s+(?:werde|schicke|sende|melde)\b)",
    re.IGNORECASE,
)


def read_origin(text: str) -> tuple[CardOrigin, str | None] | None:
    """Return how a card came and who introduced or passed it on; None if the words do not say how it came."""
    text = one_line(text)
    for origin, pattern in _ORIGIN_PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            whom = match["whom"]
            return origin, whom.strip(_ENDS) if whom else None
    return (CardOrigin.UNKNOWN, None) if text.casefold() == "unknown" else None


def read_depth(text: str) -> TalkDepth | None:
    """Return how much the two talked, or None if the words do not say."""
    text = one_line(text)
    return next((depth for depth, pattern in _DEPTH_PATTERNS if pattern.fullmatch(text)), None)


def parse_note(text: str, day: date | None) -> Encounter:
    """Return what a free note says as an encounter; what is not understood becomes its private `note`.

    Args:
        text: One line or several; a clause ends with its sentence, or before a promise.
        day: Day of the event; "by Friday" counts from it. It is not copied into the encounter.
    """
    found = Encounter()
    for clause in _clauses(text[:MAX_NOTE_CHARS]):
        found = _take(found, clause, day)
    return found


def _clauses(text: str) -> list[str]:
    clauses: list[str] = []
    for part in re.split(r"[;\n\r\u2028\u2029]+", text):
        part = one_line(_BULLET.sub("", part))
        # What is marked as private stays private to the end of its line, whatever its sentences begin with.
        for sentence in [part] if _STARTS["note"].match(part) else sentences(part):
            clauses += _SPLIT_BEFORE_PROMISE.split(sentence)
    return [clause for clause in clauses if clause.strip(" .,-")][:MAX_CLAUSES]


def read_cadence(text: str) -> str:
    """Return the cadence that the words name ("cadence: client", "a potential client"), or ""."""
    match = _SERIES.fullmatch(one_line(text).strip(_ENDS))
    if match is None:
        return ""
    return match["name"].casefold() if match["name"] else str(match.lastgroup)


def _is_promise(clause: str) -> bool:
    """Whether the clause says what somebody will do; not a denial, a question, or something with a condition."""
    parts = [part.strip() for part in clause.split(",")]
    said = search("promise_not_beyond", parts[0])
    denied = says("promise_not", parts[0][: said.start() if said else None])
    return not (denied or clause.endswith("?") or any(says("promise_if", part) for part in parts))


def _take(found: Encounter, clause: str, day: date | None) -> Encounter:
    """Return the encounter with one more clause understood; the first matching rule takes the clause."""
    plain = _KEY_WORD.sub("", clause, count=1).strip() if _KEY_WORD.match(clause) else clause
    said_how, depth = read_origin(plain), read_depth(plain)
    if series := read_cadence(plain):
        return replace(found, cadence=series)
    if said_how:
        return replace(found, origin=said_how[0], introduced_by=said_how[1] or found.introduced_by)
    if depth:
        return replace(found, depth=depth)
    for how_much, pattern in _DEPTH_ABOUT:
        if both := pattern.fullmatch(plain):
            return replace(found, depth=how_much, talk=_joined(found.talk, both["talk"].strip(_ENDS)))
    rest = {name: clause[match.end() :].strip(_ENDS) for name, p in _STARTS.items() if (match := p.match(clause))}
    verb_last = _VERB_LAST.match(clause)
    if verb_last:
        return replace(found, talk=_joined(found.talk, verb_last["talk"].strip(_ENDS)))
    if rest.get("talk"):
        return replace(found, talk=_joined(found.talk, rest["talk"]))
    if rest.get("next"):
        return replace(found, next_step=_joined(found.next_step, rest["next"]))
    for key, promises in (("mine", found.promises), ("theirs", found.their_promises)):
        if rest.get(key) and _is_promise(clause) and (promise := _promised(clause, day)):
            name = "promises" if key == "mine" else "their_promises"
            return replace(found, **{name: (*promises, promise)})  # type: ignore[arg-type]  # both are promises
    if rest.get("met"):
        return _met(found, rest["met"])
    return replace(found, note=_joined(found.note, rest.get("note") or clause))


def _promised(clause: str, day: date | None) -> Promise | None:
    promise = read_promise(_PROMISE_LABEL.sub("", clause, count=1).rstrip(_ENDS), day)
    start = search("promise_to_them", promise.text) if promise else None
    thing = promise.text[start.end() :].strip(" ,") if promise and start else ""
    return replace(promise, text=thing) if promise and thing else promise


def _met(found: Encounter, event: str) -> Encounter:
    dated = due_date(event, None)  # only a full date: "met on Friday" looks back, while promises look ahead
    name, when = (dated[1], dated[0]) if dated else (event, None)
    name = re.sub(r"\s+(?:on|am|le|el|em)$", "", name, flags=re.IGNORECASE)
    return replace(found, event=name or found.event, day=when or found.day)


def _joined(before: str, more: str) -> str:
    return f"{before}; {more}" if before else more


def combine(folder: Encounter | None, note: Encounter) -> Encounter:
    """Return what is known of one card: its own note, completed by what is known of all cards of the folder."""
    base = folder or Encounter()
    return Encounter(
        event=note.event or base.event,
        day=note.day or base.day,
        place=note.place or base.place,
        country=note.country or base.country,
        origin=base.origin if note.origin is CardOrigin.UNKNOWN else note.origin,
        depth=base.depth if note.depth is TalkDepth.UNKNOWN else note.depth,
        talk=note.talk or base.talk,
        promises=note.promises or base.promises,
        their_promises=note.their_promises or base.their_promises,
        next_step=note.next_step or base.next_step,
        introduced_by=note.introduced_by or base.introduced_by,
        note="; ".join(dict.fromkeys(text for text in (base.note, note.note) if text)),
        cadence=note.cadence or base.cadence,
        quoted=(*base.quoted, *note.quoted),
        kept_private=(*base.kept_private, *note.kept_private),
    )


def promises_of(texts: tuple[str, ...], day: date | None) -> tuple[Promise, ...]:
    """Return each text as a promise, with its day if one is named; texts that are no promise are left out."""
    lines = [line for line in map(one_line, texts) if _is_promise(line)]
    return tuple(promise for line in lines if (promise := read_promise(line, day)))
