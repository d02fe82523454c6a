"""What the store remembers of other address books, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from cardscan.model.address_book import Property, Publication
from cardscan.model.contact import Relation, ValueOrigin
from cardscan.model.reading import ContactDetails, PersonName
from cardscan.store import Store
from tests.contract.stores import HOSTILE, add_person, with_email

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BOOK = "https://dav.example/ada/contacts/"
KEPT = (
    Property("X-SPOUSE", "Max\\, the elder"),
    Property("X-ABLABEL", HOSTILE, "item1", (("TYPE", ("home", HOSTILE)),)),
)


def test_an_imported_entry_comes_back_with_its_origin_and_properties(store: Store) -> None:
    """Values are marked as imported; what has no place in the details comes back unchanged."""
    with store.transaction() as tx:
        made = tx.address_books.take_in(
            with_email("ada@firm.example"), key="k", digest="d" * 64, kept=KEPT, now=NOW, uid="u1"
        )
    assert made.relation is Relation.MET
    assert {value.origin for value in store.people.history(made.id).values} == {ValueOrigin.IMPORTED}
    kept = store.address_books.kept_properties(made.id)
    assert kept[0] == KEPT[0]
    assert (kept[1].group, kept[1].all_of("TYPE")[0]) == ("item1", "home")
    entry = store.address_books.imported("k")
    assert entry is not None
    assert (entry.contact_id, entry.digest) == (made.id, "d" * 64)
    assert store.people.with_uid("u1") == made
    assert store.people.with_uid("u2") is None


def test_an_entry_imported_anew_takes_the_place_of_its_older_properties(store: Store) -> None:
    """The contact stays one, and what the entry does not say any more is not written back."""
    details = with_email("ada@firm.example")
    with store.transaction() as tx:
        made = tx.address_books.take_in(details, key="k", digest="1" * 64, kept=KEPT, now=NOW, uid="u1")
        tx.address_books.take_in(details, key="k", digest="2" * 64, kept=KEPT[:1], now=NOW, contact_id=made.id)
    assert store.address_books.kept_properties(made.id) == KEPT[:1]
    assert len(store.people.all()) == 1


def test_who_is_only_imported_needs_no_context(store: Store) -> None:
    """An address book of a thousand people does not bury the cards that wait for a note."""
    with store.transaction() as tx:
        tx.address_books.take_in(with_email("max@firm.example"), key="k", digest="1" * 64, kept=(), now=NOW, uid="u1")
        card = add_person(tx, with_email("ada@firm.example"))
    assert [contact.id for contact in store.people.needs_context()] == [card]


def test_all_contacts_come_as_a_stream_in_the_order_of_the_list(store: Store) -> None:
    """The same contacts as the list."""
    with store.transaction() as tx:
        for number in range(7):
            details = ContactDetails(name=PersonName(f"Person {number * 5 % 7}"))
            tx.address_books.take_in(details, key=str(number), digest="1" * 64, kept=(), now=NOW, uid=f"u{number}")
    assert list(store.people.each()) == store.people.all()
    assert list(store.people.each(event="nowhere")) == []


def test_a_publication_is_remembered_once_and_goes_with_its_contact(store: Store) -> None:
    """The newest version counts; another address book does not see it."""
    with store.transaction() as tx:
        made = add_person(tx, with_email("ada@firm.example"))
        tx.address_books.set_publication(BOOK, Publication(made, "/a.vcf", '"1"', "1" * 64, NOW))
        tx.address_books.set_publication(BOOK, Publication(made, "/a.vcf", '"2"', "2" * 64, NOW))
    assert store.address_books.publications(BOOK) == {made: Publication(made, "/a.vcf", '"2"', "2" * 64, NOW)}
    assert store.address_books.publications(BOOK + "other/") == {}
    with store.transaction() as tx:
        tx.address_books.drop_publication(BOOK, made)
    assert store.address_books.publications(BOOK) == {}
