"""Each kind of thing that a note says, in each language."""

from __future__ import annotations

from datetime import date

import pytest

from cardscan.followup.notes.understanding import understand
from cardscan.model.encounter import Promise, TalkDepth

THURSDAY = date(2026, 11, 26)
MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("note", "talk"),
    [
        ("talked about bees, lovely woman", "bees"),
        ("great talk w/ Moira on urban beekeeping", "urban beekeeping"),
        ("spoke abuot heat pumps for chapels", "heat pumps for chapels"),
        ("argued (nicely!!) abt whether dams are good for eels", "whether dams are good for eels"),
        ("* subject: old maps", "old maps"),
        ("#hempcrete", "hempcrete"),
        ("peat bogs & carbon credits", "peat bogs & carbon credits"),
        ("langes Gespräch über Moorschutz, sie ist ziemlich anstrengend", "Moorschutz"),
        ("wir haben viel über Bienen gequatscht, war lustig", "Bienen"),
        ("kennengelernt auf der Holzmesse. Stichwort Dachstühle", "Dachstühle"),
        ("super discussion sur les tourbières, elle est un peu snob", "les tourbières"),
        ("Parlé haies bocagères", "haies bocagères"),
        ("charla muy buena sobre turberas, un poco pesada", "turberas"),
        ("bella chiacchierata sulle torbiere, un po' noiosa", "torbiere"),
        ("boa conversa sobre turfeiras, meio chata", "turfeiras"),
        ("over veengebieden gekletst", "veengebieden"),
    ],
)
def test_a_topic_is_found_however_it_is_opened_and_ends_where_it_ends(note: str, talk: str) -> None:
    """Openers, bare verbs, labels, tags; a remark after it stays private."""
    assert understand(note, THURSDAY, person="Moira Tansley").talk == talk


@pytest.mark.parametrize(
    ("note", "promise"),
    [
        ("gonna send her the hive plans by monday", Promise("send the hive plans", MONDAY)),
        ("recording of panel -> him, asap", Promise("recording of panel")),
        ("I said id look at his draft chapter", Promise("look at your draft chapter")),
        ("will forward the paper to Moira", Promise("forward the paper")),
        ("schick ihr die Karte bis Mo", Promise("die Karte", MONDAY)),
        ("ich schau mir ihren Entwurf an", Promise("Ihren Entwurf anschauen")),
        ("werde ihm die Adresse vom Schreiner geben", Promise("die Adresse vom Schreiner")),
        ("hab versprochen ihr das Buch zu leihen", Promise("das Buch")),
        ("je lui envoie les plans lundi", Promise("les plans", MONDAY)),
        ("promis de lui prêter mon livre", Promise("mon livre")),
        ("le mando los planos el lunes", Promise("los planos", MONDAY)),
        ("tengo que mandarle el presupuesto", Promise("el presupuesto")),
        ("le mando i disegni lunedì", Promise("i disegni", MONDAY)),
        ("devo mandarle il preventivo", Promise("il preventivo")),
        ("mando-lhe os desenhos na segunda", Promise("os desenhos", MONDAY)),
        ("stuur haar maandag de tekeningen", Promise("de tekeningen", MONDAY)),
        ("ik moet haar nog de offerte sturen", Promise("de offerte")),
    ],
)
def test_what_i_promise_is_a_thing_or_a_verb_without_him_and_her(note: str, promise: Promise) -> None:
    """With its day, and the reader as "your"."""
    said = understand(note, THURSDAY, person="Moira Tansley")
    assert said.mine == (promise,) and not said.theirs


@pytest.mark.parametrize(
    ("note", "promise"),
    [
        ("He's gna fwd me the fish counts", "the fish counts"),
        ("Moira will introduce me to the head of the guild", "introduce me to the head of the guild"),
        ("er hat mir versprochen, den Vertrag zu schicken", "den Vertrag"),
        ("il promet de me présenter à son directeur", "présenter à votre directeur"),
        ("me manda las fotos", "las fotos"),
        ("ha promesso di mandarmi le foto", "le foto"),
        ("ficou de me mandar as fotos", "as fotos"),
        ("heeft beloofd de foto's te sturen", "de foto's"),
    ],
)
def test_what_they_promise_is_theirs(note: str, promise: str) -> None:
    """By pronoun, name, ending of the verb, or because it comes to me."""
    said = understand(note, THURSDAY, person="Moira Tansley")
    assert [item.text for item in said.theirs] == [promise] and not said.mine


@pytest.mark.parametrize(
    ("note", "thing"),
    [
        ("she'd like 3 photos from our install", "3 photos from our install"),
        ("she asked: could we lend the stall canopy?", "lend the stall canopy"),
        ("fragt ob wir auch nach Polen liefern", "ob wir auch nach Polen liefern"),
        ("demande une visite de l'atelier", "une visite de l'atelier"),
        ("quiere un presupuesto para 12 sillas", "un presupuesto para 12 sillas"),
        ("vuole un preventivo per 12 sedie", "un preventivo per 12 sedie"),
        ("quer os preços até segunda", "os preços"),
        ("wil een offerte voor 12 stoelen", "een offerte voor 12 stoelen"),
    ],
)
def test_what_they_ask_for_is_no_promise_of_mine(note: str, thing: str) -> None:
    """It is told as asked for, and its words stay in the private note."""
    said = understand(note, THURSDAY)
    assert [item.text for item in said.asks] == [thing] and not said.mine and said.private


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("thanks to Tom we got chatting about lathes", "Tom"),
        ("through Jim Dole from the council", "Jim Dole"),
        ("Vorgestellt von Jens Malchow, Statiker", "Jens Malchow"),
        ("Lisbeth hat uns bekannt gemacht", "Lisbeth"),
        ("c'est Luc qui nous a présentés", "Luc"),
        ("nos presentó Luis Merino del ayuntamiento", "Luis Merino"),
        ("ci ha presentato Luigi Merini del comune", "Luigi Merini"),
        ("graças ao Luís Meireles falámos de bicicletas", "Luís Meireles"),
        ("door Wieteke aan elkaar voorgesteld", "Wieteke"),
    ],
)
def test_an_introducer_ends_where_the_name_ends(note: str, name: str) -> None:
    """What they do for a living is no part of it."""
    assert understand(note, THURSDAY).introduced_by == name


@pytest.mark.parametrize(
    "note",
    [
        "lunch next week?", "Kaffee nächste Woche?", "café la semaine prochaine ?", "café la semana que viene?",
        "caffè settimana prossima?", "café na semana que vem?", "koffie volgende week?",
    ],
)  # fmt: skip
def test_a_meeting_with_a_day_is_the_next_step_and_no_promise(note: str) -> None:
    """As it was typed."""
    said = understand(note, THURSDAY)
    assert said.next_step == note.rstrip(" ?") and not said.mine


@pytest.mark.parametrize(
    ("note", "depth"),
    [
        ("didn't really talk, just swapped cards", TalkDepth.FEW_WORDS),
        ("ni un saludo, cogí la tarjeta de la mesa", TalkDepth.NONE),
        ("spoke 2 mins about the bus gate", TalkDepth.FEW_WORDS),
        ("kurz über Wärmepumpen gesprochen", TalkDepth.FEW_WORDS),
        ("quase não falámos, só troca de cartões", TalkDepth.FEW_WORDS),
        ("non abbiamo parlato granché", TalkDepth.FEW_WORDS),
        ("longue conversation sur les haies", TalkDepth.REAL_TALK),
    ],
)
def test_how_much_was_said_is_told(note: str, depth: TalkDepth) -> None:
    """Also by what is denied."""
    assert understand(note, THURSDAY).depth is depth


@pytest.mark.parametrize(
    "note",
    [
        "he always brings his dog", "she gives talks on bees", "she does museum lighting",
        "might send him the thing someday",
        "Jo said the moon is cheese", "sent her the deck yesterday", "would love to be rich",
        "her email is a@b.example",
        "he sends his kids to our school", "er repariert alte Orgeln", "hab ihr den Link schon geschickt",
        "wollte ihr den Link schicken", "vielleicht schick ich ihr mal was", "je lui ai déjà envoyé le lien",
        "mandó las fotos ayer", "forse le mando qualcosa", "talvez lhe mande algo", "misschien stuur ik haar iets",
        "deve prima pagare i 300 euro", "bajito, gafas redondas", "Glatze, Hornbrille", "pub quiz legend!!",
        "hebben het over haar scheiding gehad", "hablamos de su divorcio", "on a parlé de son divorce",
    ],
)  # fmt: skip
def test_what_is_a_habit_over_unsure_or_a_remark_is_private(note: str) -> None:
    """Nothing of it can get into a letter."""
    said = understand(note, THURSDAY)
    assert not (said.talk or said.mine or said.theirs or said.asks or said.next_step or said.introduced_by)
    assert said.private
