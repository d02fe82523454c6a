"""Nobody's data stay after they were forgotten, and they do not come back; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import sqlalchemy as sa

from cardscan.contacts import match_keys
from cardscan.model.contact import Relation
from cardscan.model.draft import DraftState
from cardscan.model.encounter import Encounter
from cardscan.model.reading import PersonName
from cardscan.store import Decision, Store, ValueKind, open_store
from cardscan.store.schema import metadata
from cardscan.workflows.forgetting import forget
from tests.contract.stores import ADA, LATER, NOW, add_person, letter_to, photo_of, reading_of, with_email

GONE = dataclasses.replace(ADA, name=PersonName("Zeta Geheim", "Zeta", "Geheim"))
SECRETS = ("ada@beispiel-optik.example", "Zeta Geheim", "+491701234567", "Musterweg 1", "ada-beispiel", "zeta-secret")


def everywhere(store: Store) -> str:
    """Every cell of every table, search index included, as one text."""
    texts: list[str] = []
    with store._engine.connect() as connection:
        for name in [*(table.name for table in metadata.sorted_tables), "contact_search"]:
            rows = connection.exec_driver_sql(f"SELECT * FROM {name}").all()  # noqa: S608  # our own tables
            texts += [str(cell) for row in rows for cell in row]
    return "\n".join(texts)


def test_a_forgotten_person_is_in_no_row_and_in_no_byte(store: Store, database: str, tmp_path: Path) -> None:
    """Rows, picture, letter, photo, audit, merged contacts, index; free pages and the log of SQLite too."""
    letter, photo = tmp_path / "letter.eml", tmp_path / "1.jpg"
    letter.write_text("Dear Zeta Geheim")
    photo.write_bytes(b"picture")
    with store.transaction() as tx:
        contact_id = add_person(tx, GONE, 1)
        merged = add_person(tx, dataclasses.replace(GONE, name=PersonName("Z. Geheim")), 2)
        somebody = add_person(tx, with_email("max@x.example", "Max Muster"), 3)
        tx.encounters.add(contact_id, Encounter(talk="zeta-secret"), now=NOW)
        tx.drafts.add(contact_id, letter_to(GONE.emails[0]), file=str(letter), now=NOW)
        tx.people.correct(contact_id, ValueKind.TITLE, ["zeta-secret"], now=NOW, actor="me")
        tx.duplicates.ask(contact_id, somebody, score=4, reasons=(), now=NOW)
        tx.duplicates.merge(contact_id, merged, now=NOW, actor="me")
        tx.people.decide(contact_id, Decision.LATER, now=NOW, actor="me")
    assert [path.name for path, _ in store.people.belongings(contact_id).photo_files] == ["1.jpg", "2.jpg"]
    assert all(secret in everywhere(store) for secret in SECRETS)
    proof = forget(store, contact_id, reason="asked for it", now=LATER, actor="me")
    assert not letter.exists()
    assert letter in proof.files
    assert proof.left == {}
    assert proof.searched >= 5
    assert {"contacts", "photos", "cards", "contact_values", "drafts", "encounters", "audit"} <= set(proof.rows)
    left = everywhere(store)
    assert not [secret for secret in SECRETS if secret.casefold() in left.casefold()]
    assert [contact.id for contact in store.people.all()] == [somebody]
    assert store.people.find("geheim") == []
    if database.startswith("/"):
        files = [path for path in Path(database).parent.iterdir() if path.name.startswith("cardscan.db")]
        content = b"".join(path.read_bytes() for path in files)
        folded = content.lower()
        assert not [secret for secret in SECRETS if secret.lower().encode() in folded]
        assert b"max@x.example" in content
    with store.transaction() as tx:  # a further card, and an entry of an address book, are known to be theirs
        assert tx.people.is_forgotten(GONE)
        assert tx.people.is_forgotten(dataclasses.replace(GONE, emails=(), urls=(), phones=()))
        assert tx.people.is_forgotten(with_email("ADA@beispiel-optik.example", "Somebody Else"))
        assert not tx.people.is_forgotten(with_email("max@x.example", "Max Muster"))
        assert not tx.people.is_forgotten(
            dataclasses.replace(GONE, name=PersonName("Eva Other"), emails=("info@x.example",))
        )
        assert tx.suppression.has(GONE.emails[0])
    assert store.photos.is_forgotten(f"{1:064x}")
    assert not store.photos.is_forgotten(f"{3:064x}")


def test_photos_of_others_and_other_pictures_stay(store: Store) -> None:
    """A photo that shows two people stays; so does a file that is another picture now."""
    readings = reading_of(ADA), reading_of(with_email("max@x.example", "Max Muster"))
    photo = photo_of(*readings, sha256="c" * 64)
    with store.transaction() as tx:
        photo_id = tx.photos.add(photo, now=NOW)
        ids = [
            tx.people.add(card.reading, uid=f"urn:{n}", card_id=tx.cards.add(photo_id, card, now=NOW), now=NOW).id
            for n, card in enumerate(photo.cards)
        ]
    assert store.people.belongings(ids[0]).shared_photos == ("IMG_1.jpg",)
    forget(store, ids[0], reason="x", now=LATER, actor="me")
    assert store.photos.has("c" * 64)
    assert [card.reading["contact"]["emails"] for card in store.cards.all()] == [["max@x.example"]]
    assert not store.photos.is_forgotten("c" * 64)
    with store._engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM cards")) == 1


def test_suppressing_a_contact_stops_letters_and_keeps_the_person(store: Store) -> None:
    """No letter, whatever the address; everything else stays."""
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        tx.drafts.add(contact_id, letter_to(ADA.emails[0]), now=NOW)
        tx.suppression.add_person(contact_id, reason="asked", now=NOW, actor="me")
    assert store.people.get(contact_id).relation is Relation.SUPPRESSED
    assert [draft.state for draft in store.drafts.all()] == [DraftState.LET_GO]
    assert store.people.get(contact_id).details == ADA


def test_the_list_of_the_suppressed_names_nobody(store: Store) -> None:
    """Only hashes, with a key of this store."""
    with store.transaction() as tx:
        tx.suppression.add("zeta-secret@x.example", reason="asked", now=NOW, actor="me")
    assert store.suppression.has("Zeta-Secret@x.example")
    assert "zeta-secret" not in everywhere(store)


def test_cards_that_were_never_acted_on_are_listed(store: Store) -> None:
    """Not those with a decision, a talk or a newer card, and nobody who was only imported."""
    with store.transaction() as tx:
        ids = [add_person(tx, with_email(f"p{n}@x.example", f"Person {n}"), n) for n in range(4)]
        tx.people.decide(ids[1], Decision.LATER, now=NOW, actor="me")
        tx.encounters.add(ids[2], Encounter(talk="lenses"), now=NOW)
        tx.address_books.take_in(with_email("i@x.example"), key="k", digest="d" * 64, kept=(), now=NOW, uid="u")
        add_person(tx, with_email("new@x.example", "New"), 9, now=LATER)
    assert [line.id for line in store.people.unused_since(LATER)] == [ids[0], ids[3]]
    assert store.people.unused_since(NOW) == []


def test_two_stores_have_different_hashes(tmp_path: Path) -> None:
    """The list of one store says nothing about another."""
    found = []
    for name in ("a.db", "b.db"):
        with open_store(tmp_path / name, keys_of=match_keys) as opened:
            with opened.transaction() as tx:
                tx.suppression.add("ada@x.example", reason="x", now=NOW, actor="me")
            with opened._engine.connect() as connection:
                found.append(connection.scalar(sa.text("SELECT hash FROM suppressions")))
    assert found[0] != found[1]
