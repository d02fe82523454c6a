"""Two hundred letters to the fictional people on freshly drawn cards, from their pictures to the finished mails."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cardscan.config import Settings
from cardscan.followup.letters.draft import write
from cardscan.followup.letters.lint import LintContext, LintSettings, check, similarity
from cardscan.followup.planning.plan import Plan, Recipient, plan
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.mail import to_eml, valid_address
from cardscan.model.contact import Relation
from cardscan.model.draft import OtherLetter, Sender
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import CardReading, Recommendation
from cardscan.reading.pipeline import PhotoFile, open_scanner
from tests.unit.letters import TALKS, check_sources

ROOT = Path(__file__).resolve().parents[2]
SEED, DRAWN, WANTED = 20261124, 260, 200
TODAY = date(2026, 11, 26)
MET = TODAY - timedelta(days=3)
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example", ("Beispiel Werkstatt",))
# What was promised, in the languages of the letters.
PROMISES = {
    "en": "send the paper", "de": "Ich schicke Ihnen den Artikel", "fr": "je vous envoie l'article",
    "es": "le envío el artículo", "it": "Le mando l'articolo", "pt": "envio o artigo", "nl": "ik stuur u het artikel",
}  # fmt: skip
# A person has looked at the card before its letter is written; a misread name is theirs to see, and the lint's to say.
THEIR_OWN = {"name"}


def drawn_readings(folder: Path) -> list[CardReading]:
    """The readings of freshly drawn cards, as a scan makes them."""
    command = [sys.executable, "samples/draw_cards.py", "--flat", "--count", str(DRAWN), "--seed", str(SEED)]
    command += ["--countries", "ALL"]
    made = subprocess.run([*command, "--output", folder], cwd=ROOT, capture_output=True, text=True, check=False)
    if made.returncode == 4:
        pytest.skip(made.stderr.strip())
    assert made.returncode == 0, made.stderr[-2_000:]
    scan = open_scanner(Settings(home=folder).reading)
    photos = [scan(PhotoFile(path.name, path.read_bytes(), crops=False)) for path in sorted(folder.glob("*.jpg"))]
    return [card.reading for photo in photos for card in photo.cards]


def told(reading: CardReading, number: int) -> Encounter:
    """What was noted of somebody, in the language of their card where that is one of ours."""
    language = reading.language if reading.language in TALKS else "en"
    talk = random.Random(number).choice(TALKS[language].split("|"))
    promises = (Promise(PROMISES[language], TODAY + timedelta(days=3)),) if number % 3 == 0 else ()
    introduced = "Ana Exemplo" if number % 7 == 0 else None
    return Encounter(
        event=f"Expo {number % 5}", day=MET, talk=talk, promises=promises, introduced_by=introduced,
        origin=CardOrigin.INTRODUCED if introduced else CardOrigin.HANDED_OVER,
        cadence=("", "client", "supplier", "speaker", "reunion")[number % 5],
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(3_000)
def test_two_hundred_letters_to_people_on_drawn_cards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None has an unfilled place, no two are more alike than the lint allows, and every character has its source."""
    dirs, lint = template_dirs(), LintSettings()
    cadences, others = load_cadences(dirs), list[OtherLetter]()
    languages, findings, refused, nearest = Counter[str](), Counter[str](), Counter[str](), 0.0
    for number, reading in enumerate(drawn_readings(tmp_path)):
        encounter = told(reading, number)
        to = Recipient(
            reading.details, Relation.MET, Recommendation.STRONG, country=reading.country, language=reading.language
        )
        wanted = plan(to, encounter, today=TODAY, cadences=cadences)
        if not isinstance(wanted, Plan) or valid_address(wanted.recipient) is None:
            refused[wanted.recipient if isinstance(wanted, Plan) else wanted.missing] += 1
            continue
        token = hashlib.sha256(f"{SEED} {number}".encode()).hexdigest()[:32]
        letter = write(
            wanted, reading.details, encounter, ROBIN, templates_dirs=dirs, token=token, others=others, lint=lint
        )
        check_sources(letter)
        context = LintContext(reading.details, (encounter,), others=tuple(others))
        found = [item for item in check(letter, context, lint) if item.rule not in THEIR_OWN]
        assert not found, (letter.body, found)
        assert to_eml(letter, ROBIN, now=datetime(2026, 11, 26, 9, tzinfo=UTC))
        nearest = max([nearest, *(similarity(letter.body, other.body) for other in others)])
        findings.update(item.rule for item in check(letter, replace(context, others=()), lint))
        languages[letter.language] += 1
        others.append(OtherLetter(number, letter.recipient, letter.recipient_name, letter.body))
        if len(others) == WANTED:
            break
    with capsys.disabled():
        print(f"\n{len(others)} letters {dict(languages)}, most alike {nearest:.3f}, "
              f"left to a person: {dict(findings)}, no letter: {sum(refused.values())}")  # fmt: skip
    assert len(others) == WANTED, refused
    assert nearest <= lint.max_similarity
    assert set(languages) == set(TALKS), "each language of the letters is on the cards"
