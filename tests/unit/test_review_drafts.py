"""The verbs on letters: what a person decides holds, is never overwritten unseen, and can be taken back."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan import mail
from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.errors import ChangedMeanwhileError, NotAllowedError, UsageError
from cardscan.model.draft import Draft, DraftState, Letter, LetterPiece, Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.store import Decision, Store, open_store
from cardscan.workflows.review.draft_texts import kept_pieces
from cardscan.workflows.review.drafts import DraftDesk, NoSenderError

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SOON = NOW + timedelta(days=3)
MIRA = ContactDetails(
    name=PersonName("Mira Muster", "Mira", "Muster"), organization="Muster GmbH", emails=("mira@muster.example",)
)
BODY = "Hello Mira,\n\nIt was good to meet you at PyData.\n\nHere is the paper. Does it help?\n\nBest regards,\nRobin\n"
LETTER = Letter(
    recipient="mira@muster.example",
    recipient_name="Mira Muster",
    subject="The paper I promised",
    body=BODY,
    cadence="conference",
    step="promise",
    due=date(2026, 11, 26),
    language="en",
    message_id="<0123456789abcdef@beispiel.example>",
    pieces=(
        LetterPiece("subject", 0, 20, "template: x, line 1", False),
        LetterPiece("body", 6, 10, "card: name", True),
    ),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DraftDesk]:
    """A desk with one drafted letter and its file."""
    settings = Settings(home=tmp_path, sender=Sender("Robin", "robin@beispiel.example"))
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as store:
        with store.transaction() as tx:
            contact = tx.people.add(CardReading(MIRA), uid="urn:uuid:1", now=NOW)
            met = Encounter(event="PyData", talk="the paper", promises=(Promise("send the paper"),))
            tx.encounters.add(contact.id, met, now=NOW)
            draft = tx.drafts.add(contact.id, LETTER, now=NOW)
            raw = mail.to_eml(LETTER, settings.sender, now=NOW)
            file = mail.write_draft(raw, settings.drafts_folder, due=LETTER.due, recipient="Mira", draft_id=1)
            tx.drafts.set_file(draft.id, str(file), now=NOW)
        yield DraftDesk(store, settings, "robin")


def the_draft(desk: DraftDesk) -> Draft:
    """The only draft, as it is now."""
    return desk.store.drafts.get(1)


def files(desk: DraftDesk) -> list[Path]:
    """What lies in the drafts folder."""
    return sorted(desk.settings.drafts_folder.iterdir())


def decision(store: Store) -> Decision | None:
    """What was decided about the only contact."""
    return store.people.history(1).decision


def test_an_approval_is_of_exactly_these_bytes_and_an_edit_withdraws_it(desk: DraftDesk) -> None:
    """The hash names headers, recipient and body; the edited letter waits again, its file says the new text."""
    approved = desk.approve(1, revision=1, now=NOW)
    assert approved.state is DraftState.APPROVED
    assert approved.approval is not None
    assert approved.approval.by == "robin"
    assert approved.approval.sha256 == mail.fingerprint(LETTER, desk.settings.sender)
    edited = desk.edit(1, revision=2, body=BODY.replace("paper", "slides"), now=NOW)
    assert (edited.state, edited.approval, edited.edited) == (DraftState.DRAFTED, None, True)
    assert mail.fingerprint(edited.letter, desk.settings.sender) != approved.approval.sha256
    assert len(files(desk)) == 1
    assert b"slides" in files(desk)[0].read_bytes()
    assert edited.file == str(files(desk)[0])


@pytest.mark.parametrize(
    "changed",
    [
        {"recipient": "other@muster.example"},
        {"recipient_name": "Mira M."},
        {"subject": "The paper I promised!"},
        {"body": BODY + " "},
        {"body": BODY.replace("Mira", "Míra")},
        {"message_id": "<fedcba9876543210@beispiel.example>"},
    ],
)
def test_the_fingerprint_changes_with_every_header_recipient_and_word(changed: dict[str, str]) -> None:
    """White space at the very end is the one thing that a message does not carry."""
    sender = Sender("Robin", "robin@beispiel.example")
    other = dataclasses.replace(LETTER, **changed)  # type: ignore[arg-type]  # texts only
    same = changed == {"body": BODY + " "}
    assert (mail.fingerprint(other, sender) == mail.fingerprint(LETTER, sender)) is same
    assert mail.fingerprint(LETTER, Sender("Robyn", sender.email)) != mail.fingerprint(LETTER, sender)
    assert mail.fingerprint(LETTER, sender, html=True) != mail.fingerprint(LETTER, sender)


def test_no_verb_overwrites_what_was_changed_elsewhere(desk: DraftDesk) -> None:
    """Each names the revision it saw; the second of two windows is told, and the first one's text stays."""
    desk.edit(1, revision=1, subject="From the first window", now=NOW)
    before = the_draft(desk)
    for verb in (
        lambda: desk.edit(1, revision=1, subject="From the second", now=NOW),
        lambda: desk.approve(1, revision=1, now=NOW),
        lambda: desk.let_go(1, revision=1, now=NOW),
        lambda: desk.later(1, SOON.date(), revision=1, now=NOW),
        lambda: desk.undo(1, revision=1, now=NOW),
        lambda: desk.replace(1, LETTER, revision=1, now=NOW),
    ):
        with pytest.raises(ChangedMeanwhileError, match="nothing was overwritten"):
            verb()
        assert the_draft(desk) == before
        assert decision(desk.store) is None
    assert len(files(desk)) == 1


def test_letting_go_decides_the_card_and_can_be_taken_back(desk: DraftDesk) -> None:
    """The file goes and comes back; a letter let go cannot be approved."""
    desk.let_go(1, revision=1, now=NOW)
    assert (the_draft(desk).state, decision(desk.store), files(desk)) == (DraftState.LET_GO, Decision.LET_GO, [])
    with pytest.raises(NotAllowedError, match="undo 1"):
        desk.approve(1, revision=2, now=NOW)
    back = desk.undo(1, revision=2, now=NOW)
    assert (back.state, back.letter, decision(desk.store)) == (DraftState.DRAFTED, LETTER, None)
    assert [str(file) for file in files(desk)] == [back.file]


def test_a_letter_put_off_keeps_its_approval(desk: DraftDesk) -> None:
    """No word changes by another day; a day that has passed is refused."""
    approved = desk.approve(1, revision=1, now=NOW)
    put_off = desk.later(1, SOON.date(), revision=2, now=NOW)
    assert (put_off.letter.due, put_off.approval) == (SOON.date(), approved.approval)
    assert decision(desk.store) is Decision.LATER
    with pytest.raises(UsageError, match="has passed"):
        desk.later(1, date(2026, 11, 1), revision=3, now=NOW)
    back = desk.undo(1, revision=3, now=NOW)
    assert (back.letter.due, back.state, decision(desk.store)) == (LETTER.due, DraftState.APPROVED, None)


def test_every_verb_is_taken_back_in_turn_but_no_approval_comes_back(desk: DraftDesk) -> None:
    """Undo after undo leads to the first text; then there is nothing left."""
    desk.edit(1, revision=1, subject="One", now=NOW)
    desk.edit(1, revision=2, body="Hello Mira,\n\nThe paper, sent?\n", now=NOW)
    desk.approve(1, revision=3, now=NOW)
    assert desk.undo(1, revision=4, now=NOW).state is DraftState.DRAFTED
    assert desk.undo(1, revision=5, now=NOW).letter.body == BODY
    first = desk.undo(1, revision=6, now=NOW)
    assert (first.letter, first.edited) == (LETTER, False)
    with pytest.raises(NotAllowedError, match="nothing to take back"):
        desk.undo(1, revision=7, now=NOW)
    desk.approve(1, revision=7, now=NOW)
    desk.edit(1, revision=8, subject="Three", now=NOW)
    assert desk.undo(1, revision=9, now=NOW).state is DraftState.DRAFTED


def test_what_has_left_stays_as_it_is(desk: DraftDesk) -> None:
    """No verb touches a letter that is on its way or sent."""
    desk.approve(1, revision=1, now=NOW)
    for state in (DraftState.SENDING, DraftState.SENT):
        with desk.store.transaction() as tx:
            now_at = tx.drafts.move(1, state, now=NOW).revision
        verbs: tuple[Callable[[int], Draft], ...] = (
            lambda revision: desk.edit(1, revision=revision, subject="x", now=NOW),
            lambda revision: desk.approve(1, revision=revision, now=NOW),
            lambda revision: desk.let_go(1, revision=revision, now=NOW),
            lambda revision: desk.later(1, SOON.date(), revision=revision, now=NOW),
            lambda revision: desk.undo(1, revision=revision, now=NOW),
        )
        for verb in verbs:
            with pytest.raises(NotAllowedError):
                verb(now_at)
        assert the_draft(desk).state is state
        assert the_draft(desk).letter == LETTER


@pytest.mark.parametrize("sender", [Sender(), Sender("Robin"), Sender("", "robin@beispiel.example"), Sender(" ", " ")])
def test_a_letter_that_nobody_is_named_to_write_is_not_approved(desk: DraftDesk, sender: Sender) -> None:
    """Name and address are both needed; the sentence says what to set, and the letter waits as before."""
    before = the_draft(desk)
    unnamed = dataclasses.replace(desk, settings=dataclasses.replace(desk.settings, sender=sender))
    with pytest.raises(
        NoSenderError, match=r"name and email under \[sender\] in cardscan.toml, or run `cardscan setup`"
    ):
        unnamed.approve(1, revision=before.revision, now=NOW)
    assert the_draft(desk) == before
    assert desk.approve(1, revision=before.revision, now=NOW).state is DraftState.APPROVED


def test_nobody_on_the_suppression_list_is_approved(desk: DraftDesk) -> None:
    """Also when the draft was made before; it is let go by the suppression itself."""
    with desk.store.transaction() as tx:
        tx.suppression.add("MIRA@muster.example", reason="asked", now=NOW, actor="robin")
    with pytest.raises(NotAllowedError):
        desk.approve(1, revision=the_draft(desk).revision, now=NOW)


def test_a_persons_text_is_one_letter_whatever_is_typed(desk: DraftDesk) -> None:
    """A line end in the subject makes no header; controls go; an empty text is refused."""
    edited = desk.edit(1, revision=1, subject="Hi\r\nBcc: x@y.example", body="a\x1b[31m\r\nb\u202e?", now=NOW)
    assert edited.letter.subject == "Hi Bcc: x@y.example"
    assert edited.letter.body == "a[31m\nb?\n"
    assert [piece.source for piece in edited.letter.pieces] == ["written by you", "written by you"]
    for empty in ({"subject": " "}, {"body": "\n \n"}):
        with pytest.raises(UsageError, match="empty"):
            desk.edit(1, revision=2, now=NOW, **empty)  # type: ignore[arg-type]  # texts only


def test_an_unchanged_part_keeps_its_sources(desk: DraftDesk) -> None:
    """A new subject does not make the body yours; saving without a change is no change."""
    assert desk.edit(1, revision=1, subject=LETTER.subject, now=NOW).revision == 1
    edited = desk.edit(1, revision=1, subject="New", now=NOW)
    assert [(piece.part, piece.source) for piece in edited.letter.pieces] == [
        ("subject", "written by you"),
        ("body", "card: name"),
    ]


def test_a_text_is_tried_out_without_being_kept(desk: DraftDesk) -> None:
    """The lint answers for what was typed; the draft, its revision and its file are as before."""
    before, lying = the_draft(desk), {file: file.read_bytes() for file in files(desk)}
    tried = desk.try_out(1, subject="Hello", body="Dear {{ name }},\n\nwrite to me.\n", now=NOW)
    assert tried.draft.letter.body.startswith("Dear {{ name }}")
    assert tried.blocked
    assert not desk.look(1, now=NOW).blocked
    assert the_draft(desk) == before
    assert {file: file.read_bytes() for file in files(desk)} == lying
    with pytest.raises(UsageError, match="empty"):
        desk.try_out(1, subject=" ", body="Hi", now=NOW)
    desk.let_go(1, revision=1, now=NOW)
    with pytest.raises(NotAllowedError):
        desk.try_out(1, subject="Hello", body="Hi", now=NOW)


@given(start=st.integers(0, len(BODY) - 1), length=st.integers(0, 30), put_in=st.text("abc \n", max_size=12))
def test_what_a_person_did_not_touch_keeps_its_source(start: int, length: int, put_in: str) -> None:
    """Pieces follow one another and cover the text; each kept piece still says what it said."""
    whole = (LetterPiece("body", 0, 6, "template: x", False), LetterPiece("body", 6, 10, "card: name", True),
             LetterPiece("body", 10, len(BODY), "template: x", False))  # fmt: skip
    old = dataclasses.replace(LETTER, pieces=whole)
    body = BODY[:start] + put_in + BODY[start + length :]
    new = dataclasses.replace(old, body=body)
    pieces = kept_pieces(old, new)
    covered = [(piece.start, piece.end) for piece in pieces]
    assert "".join(body[left:right] for left, right in covered) == body
    assert all(right == left for (_, right), (left, _) in itertools.pairwise(covered))
    for piece in pieces:
        if piece.source == "card: name":
            assert body[piece.start : piece.end] == "Mira"
        if piece.source != "written by you":
            assert body[piece.start : piece.end] in BODY
    if start + length <= 6:
        assert any(piece.source == "card: name" for piece in pieces)
