"""The numbers of `make accuracy` mean what its text says."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from bench.scoring import judge, name_key, pair_cards, score

ROOT = Path(__file__).resolve().parents[2]
OTHER_SCORER = ROOT.parent / "shared" / "bench" / "score.py"

TRUTH = {
    "photo": "a.jpg",
    "country": "DE",
    "contact": {
        "name": "Dr. Ada Example",
        "emails": ["ada@analytics.example.com"],
        "phones": [{"type": "work", "printed": "030 23125 123", "e164": None}],
        "organization": "Sample Analytics GmbH",
        "titles": ["Data Engineer"],
        "urls": ["https://www.example.com/"],
    },
}


def prediction(**contact: object) -> dict[str, object]:
    """A reading of the card, right unless told otherwise."""
    right = {
        "name": {"full": "Ada Example"},
        "emails": ["ADA@analytics.example.com"],
        "phones": [{"type": "work", "printed": "030/23125-123", "e164": "+493023125123"}],
        "organization": "Sample Analytics GmbH",
        "titles": ["Data Engineer"],
        "urls": ["example.com"],
    }
    field = {"kind": "name", "value": "Ada Example", "confidence": 0.9}
    return {"photo": "x/a.jpg", "card": 0, "contact": {**right, **contact}, "fields": [field]}


def test_a_right_reading_scores_full() -> None:
    """Case, honorifics, www and the way a number is printed do not count."""
    found = score([TRUTH], [prediction()])
    assert found.f1() == 1.0
    assert found.share("name+e-mail+phone exact") == found.share("zero-error cards") == found.share("phone type") == 1.0
    assert found.calibration_error == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("emails", ["ada@analytics.example.com", "a@b.example.com"]),
        ("emails", []),
        ("phones", [{"type": "fax", "printed": "030 23125 124", "e164": "+493023125124"}]),
        ("name", {"full": "Ada Exampie"}),
    ],
)
def test_one_wrong_value_spoils_the_card(field: str, wrong: object) -> None:
    """Missing and spurious values count alike."""
    found = score([TRUTH], [prediction(**{field: wrong})])
    assert found.share("name+e-mail+phone exact") == 0.0
    assert (found.f1() or 0) < 1.0


def test_cards_on_one_photo_are_paired_by_what_they_say() -> None:
    """Their order does not matter; a card too many is spurious."""
    other = {"country": None, "contact": {"emails": ["b@example.org"]}}
    card = {"country": "DE", "contact": TRUTH["contact"]}
    readings = [{"contact": {"emails": ["b@example.org"]}}, prediction(), {"contact": {"emails": ["c@example.net"]}}]
    pairs = pair_cards([card, other], readings)
    assert [judge(*pair)["email"] for pair in pairs] == [(1, 0, 0), (1, 0, 0), (0, 0, 1)]


def test_names_are_compared_without_their_trimmings() -> None:
    """Degrees go only where a name is left."""
    assert name_key("Prof. Dr. Ada EXAMPLE, PhD") == name_key("Ada Example")
    assert name_key("Dr") == "dr"


@pytest.mark.skipif(not OTHER_SCORER.is_file(), reason="the other scorer is not beside this checkout")
def test_both_scorers_agree_on_the_samples(tmp_path: Path) -> None:
    """Readings made wrong in many ways get the same numbers from both."""
    spec = importlib.util.spec_from_file_location("other_scorer", OTHER_SCORER)
    assert spec and spec.loader
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    truth_file, prediction_file = ROOT / "samples" / "cards" / "truth.jsonl", tmp_path / "predictions.jsonl"
    truths = [json.loads(line) for line in truth_file.read_text("utf-8").splitlines()]
    readings = []
    for number, truth in enumerate(truths):
        for card in truth["cards"]:
            contact = json.loads(json.dumps(card["contact"]))
            if number % 3 == 0:
                contact["emails"] = contact["emails"] + ["more@example.org"]
            if number % 4 == 0 and contact.get("name"):
                contact["name"] = contact["name"].swapcase()[:-1]
            if number % 5 == 0:
                contact["phones"], contact["organization"] = contact["phones"][1:], "Something else"
            field = {"kind": "name", "value": contact.get("name") or "x", "confidence": 0.5 + number / 100}
            readings.append({"photo": truth["photo"], "contact": contact, "fields": [field]})
    prediction_file.write_text("\n".join(map(json.dumps, readings)), "utf-8")
    theirs, _ = other.score(truth_file, prediction_file)
    ours = score(truths, readings)
    assert ours.f1() == pytest.approx(theirs["micro_f1"])
    for name, key in (("name+e-mail+phone exact", "critical_exact"), ("zero-error cards", "zero_error_cards")):
        assert ours.share(name) == pytest.approx(theirs[key])
    assert ours.share("follow-up ready") == pytest.approx(theirs["follow_up_ready"])
    assert ours.share("phone type") == pytest.approx(theirs["phone_type_accuracy"])
    assert ours.calibration_error == pytest.approx(theirs["calibration"]["ece"], abs=1e-4)
    for name, counts in theirs["fields"].items():
        assert ours.precision(name) == pytest.approx(counts["precision"])
        assert ours.recall(name) == pytest.approx(counts["recall"])
