"""The quote guard: what may stand in a letter by itself, in each language, whatever took it out of the note."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.followup.notes import quotes
from cardscan.followup.notes.quote_guard import Kind, can_be_enclosed, is_correction, judge
from cardscan.followup.notes.quotes import pieces_of, quotes_of, remarks_of
from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.encounter import Encounter, Promise
from tests.unit.letters import TALKS

HARMLESS = {
    "en": "cold chain logistics|smart meters|AI for high-tech farms|user-friendly forms|pillar drills|rapeseed oil|"
    "bees, honey and wax|how to print on glass|whether it pays|the price of copper|work songs in ISO27001|"
    "quite large kilns|battery recycling",
    "de": "Alternativen zu Palladium|Angebote für Städte|Recycling von Batterien|maschinelles Lernen in der Produktion|"
    "Wärmepumpen im Altbau|Stimmbildung f. Lehrer|Rechtsfragen im Labor",
    "fr": "le recyclage des batteries|la logistique du froid|les départements ruraux|les bâtiments intelligents|"
    "la terre cuite|la gestion des déchets|l'accueil à Paris",
    "es": "la logística local|una charla sobre redes inteligentes|listas de materiales|el reciclaje de baterías|"
    "energía solar|la gestión de residuos|los extranjeros del siglo XV",
    "it": "mattoni forati|reti intelligenti|la gestione dei rifiuti|stampa 3D|leghe di alluminio|il riciclo",
    "pt": "chatbots para cidades|o meio ambiente|reciclagem de baterias|a gestão de resíduos|reformas de prédios",
    "nl": "de overgang naar waterstof|slimme meters|afvalscheiding|recycling van batterijen|logistiek",
}
# In each language: a third person, a denial, a judgement, a second clause, and touchy matters.
KEPT = {
    "en": "her new lab|his thesis|their pricing model|not the old plan|dont forget the slides|an arrogant speaker|"
    "batteries but no time|batteries was dull|divorce papers|burnout|being drunk|looking for a job|church|"
    "the election|a bald man|salary|retirement|prison|flirting|a secret takeover|the wifi password",
    "de": "seine neue Firma|ihr Labor|nicht mehr drucken|kein Drucker|ein arroganter Redner|Batterien, aber teuer|"
    "Batterien war langweilig|die Scheidung|Burnout|betrunken|Jobsuche|Kirche|die AfD|dick|Gehalt|Rente|Knast|"
    "schwul|streng vertraulich|das Passwort",
    "fr": "son nouveau labo|leur prix|je lui envoie l'étude|pas de batterie|jamais|un orateur arrogant|"
    "les batteries mais chères|les batteries était nul|le divorce|dépression|ivre|cherche un emploi|l'église|"
    "les élections|chauve|le salaire|la retraite|la prison|amoureux|confidentiel|le mot de passe",
    "es": "su laboratorio|enviarle el estudio|no hay tiempo|nunca|un ponente arrogante|baterías pero caras|"
    "baterías era aburrido|el divorcio|la depresión|borracho|busca trabajo|la iglesia|las elecciones|calvo|el sueldo|"
    "la jubilación|la cárcel|un beso|confidencial|la contraseña",
    "it": "il suo laboratorio|mandargli lo studio|non oggi|mai|un relatore arrogante|batterie ma care|"
    "batterie era noioso|"
    "il divorzio|la depressione|ubriaco|cerca lavoro|la chiesa|le elezioni|calvo|lo stipendio|la pensione|il carcere|"
    "innamorato|riservato|la password",
    "pt": "o laboratório dele|mando-lhe o estudo|não hoje|nunca|um orador arrogante|baterias mas caras|"
    "baterias era chato|o divórcio|a depressão|bêbado|procura emprego|a igreja|as eleições|careca|o salário|"
    "a aposentadoria|a prisão|apaixonado|sigiloso|a senha",
    "nl": "haar lab|stuur hem de link|niet vandaag|nooit|een arrogante spreker|batterijen maar duur|"
    "batterijen was saai|"
    "de scheiding|burn-out|dronken|zoekt werk|de kerk|de verkiezingen|kaal|het salaris|pensioen|de gevangenis|verliefd|"
    "vertrouwelijk|het wachtwoord",
}


def of(table: dict[str, str]) -> list[tuple[str, str]]:
    """(language, piece) for each row."""
    return [(code, piece) for code, pieces in table.items() for piece in pieces.split("|")]


@pytest.mark.parametrize(("code", "piece"), [*of(HARMLESS), *of(TALKS)])
def test_a_plain_topic_passes(code: str, piece: str) -> None:
    """Stems do not reach into harmless words: "quite" is not "quit", "Angebote" no "Angeber"."""
    assert not judge(piece, kind=Kind.TALK, letter_language=code).reasons


@pytest.mark.parametrize(("code", "piece"), of(KEPT))
def test_what_nobody_would_say_to_the_person_is_kept_back(code: str, piece: str) -> None:
    """As a topic and as a promise, and after "OCR and" too."""
    for text in (piece, piece.capitalize(), piece.upper() if code != "de" else piece):
        assert not judge(text, kind=Kind.TALK, letter_language=code).ok, text
        assert not judge(text, kind=Kind.NEXT, letter_language=code).ok, text


@pytest.mark.parametrize(
    ("piece", "says"),
    [
        ("prices of 3.5k", "money"), ("a job at 80 €", "money"), ("40% off", "money"),
        ("call +49 30 1234567", "number"),
        ("DE89 3704 0044 0532 0130 00", "number"), ("write to a@b.example", "address"),
        ("https://x.example", "address"),
        ("door hunter2x", "password"), ("bees; honey", "one plain phrase"), ("bees (dull)", "one plain phrase"),
        ("bees? really", "one plain phrase"), ("bees \U0001f644", "one plain phrase"), ("Anna's bees", "somebody else"),
        ("the bees of anna", "somebody else"), ("Miras bees and Mira", "the reader"), ("x" * 141, "longer"),
        ("bees, which are always good for the garden", "second clause"), ("die Bienen und der Honig", "it is in de"),
        ("div\u200borce papers", "family"), ("\uff44\uff49\uff56\uff4f\uff52\uff43\uff45", "family"),
        (" \u200b", "nothing"),
    ],
)  # fmt: skip
def test_what_gives_itself_away_is_kept_back_with_its_reason(piece: str, says: str) -> None:
    """In an English letter to Mira Muster; hidden characters and full-width letters hide nothing."""
    reasons = judge(piece, kind=Kind.TALK, letter_language="en", people=("Mira Muster",)).reasons
    assert any(says in reason for reason in reasons), reasons


@pytest.mark.parametrize(
    ("piece", "kind", "code"),
    [
        ("send the paper", Kind.PROMISE, "en"), ("introduce you to Bea", Kind.PROMISE, "en"),
        ("Anna's slides", Kind.PROMISE, "en"), ("send the paper on 27.11.2026", Kind.PROMISE, "en"),
        ("Ihnen den Link zum Röster zu schicken", Kind.PROMISE, "de"), ("l'articolo", Kind.PROMISE, "it"),
        ("Ana Exemplo", Kind.INTRODUCER, "de"), ("my colleague Ana", Kind.INTRODUCER, "en"),
        ("PyData Berlin 2026", Kind.EVENT, "de"), ("Salon du Livre", Kind.EVENT, "en"),
        ("Health Expo", Kind.EVENT, "en"),
    ],
)  # fmt: skip
def test_promises_introducers_and_events_pass_by_their_own_rules(piece: str, kind: Kind, code: str) -> None:
    """The thing promised may be somebody's; an event has a name in any language."""
    assert not judge(piece, kind=kind, letter_language=code, people=("Mira Muster",)).reasons


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        ("the bar, he was drunk", Kind.EVENT), ("her divorce party", Kind.EVENT),
        ("his boss, an idiot", Kind.INTRODUCER),
        ("Ana, who is divorced", Kind.INTRODUCER), ("not send her the deck", Kind.PROMISE),
        ("send it to Mira", Kind.PROMISE), ("send the invoice of 300 EUR", Kind.PROMISE),
    ],
)  # fmt: skip
def test_promises_introducers_and_events_are_no_way_around(piece: str, kind: Kind) -> None:
    """Each would have stood in a letter."""
    assert not judge(piece, kind=kind, letter_language="en", people=("Mira Muster",)).ok


@given(st.text(max_size=300), st.sampled_from(list(Kind)), st.sampled_from([*LANGUAGES, "sv"]))
def test_any_text_at_all_gets_a_verdict(piece: str, kind: Kind, code: str) -> None:
    """Nothing raises."""
    assert all(
        "\n" not in reason for reason in judge(piece, kind=kind, letter_language=code, people=("Ö",)).reasons[:1]
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_broad_lists(code: str) -> None:
    """Eighty stems of touchy matters at the least, and something of each matter."""
    known = language(code).guard
    matters = known.touchy.by_matter()
    assert sum(map(len, matters.values())) >= 80 and all(matters.values())
    assert all((known.third, known.kin, known.names, known.negation, known.joins, known.verbs, known.judgement,
                known.send, known.corrections, known.questions))  # fmt: skip


@pytest.mark.parametrize(
    ("line", "takes_back"),
    [
        ("oops, remove the divorce", True), ("Correction: it was Anna", True), ("Korrektur, es war Anna", True),
        ("enlève le divorce", True), ("verwijder dat", True), ("apaga isso", True), ("wait, no", True),
        ("talked about oops", False), ("scratch resistant coatings", False),
        ("sorry for the delay; talked about bees", False),
        ("falsch gedruckte Karten", False), ("talked about wait times", False),
    ],
)  # fmt: skip
def test_a_line_that_takes_something_back_is_known_by_its_first_words(line: str, takes_back: bool) -> None:
    """A note that only has such a word somewhere is a note."""
    assert bool(is_correction(line)) is takes_back


def test_a_choice_lets_a_piece_through_and_privacy_outranks_the_guard() -> None:
    """Both by the words of the piece, whatever their letter case."""
    met = Encounter(talk="bees; his divorce", promises=(Promise("send her the deck"),))
    plain = quotes_of(met, language="en")
    assert (plain.talk, plain.promises) == ("bees", ())
    chosen = Encounter(talk=met.talk, promises=met.promises, quoted=("His divorce",), kept_private=("BEES",))
    assert quotes_of(chosen, language="en").talk == "his divorce"


def test_a_remark_is_offered_only_if_the_guard_has_nothing_against_it() -> None:
    """The private note is no topic by itself."""
    met = Encounter(talk="bees", note="tall, a bit arrogant; museum lighting")
    assert [remark.text for remark in remarks_of(met, language="en")] == ["museum lighting"]
    assert "museum lighting" not in quotes_of(met, language="en").talk
    assert [piece.text for piece in pieces_of(met, language="en")] == ["bees"]


def test_only_the_gate_makes_quotable_texts() -> None:
    """The type means something because nothing else in the program names its maker."""
    root = Path(quotes.__file__).parents[2]
    makers = {path.name for path in root.rglob("*.py") if re.search(r"\bQuotable\(", path.read_text("utf-8"))}
    assert makers == {"quotes.py"}


@pytest.mark.parametrize(
    ("promise", "code", "can"),
    [
        ("send the paper", "en", True), ("the link to the roaster", "en", True), ("call you", "en", False),
        ("introduce you to Bea", "en", False), ("Ihnen den Link zu schicken", "de", True),
        ("envoyer l'étude", "fr", True),
    ],
)  # fmt: skip
def test_what_can_be_enclosed_is_what_is_sent_or_named(promise: str, code: str, can: bool) -> None:
    """A call cannot be attached."""
    assert can_be_enclosed(promise, code) is can
