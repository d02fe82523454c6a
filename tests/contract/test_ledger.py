"""The ledger of the watched folders, on both databases: claims are exclusive, ends are final, the dead are replaced."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.errors import LeaseLostError
from cardscan.model.scan import ScannedPhoto
from cardscan.store import Arrival, FileStamp, PhotoState, Place, Settled, Store, Watcher, open_store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOT = Path("/cards")
SHA = "a" * 64


def stamps(number: int, folder: Path = ROOT) -> list[FileStamp]:
    return [FileStamp(folder / f"IMG_{n}.jpg", 100 + n, 5) for n in range(number)]


def watcher(name: str, beat: int) -> Watcher:
    return Watcher(name, beat, NOW, NOW, (str(ROOT),))


def claim(store: Store, owner: str, limit: int = 10) -> list[Arrival]:
    return store.ledger.claim(owner, roots=[ROOT], limit=limit, now=NOW)


def test_a_file_is_queued_once_and_claimed_in_order(store: Store) -> None:
    """The same stamp again changes nothing; another size or time is another arrival."""
    first = store.ledger.enqueue(stamps(3), root=ROOT, now=NOW)
    assert {row.id for row in store.ledger.enqueue(stamps(3), root=ROOT, now=NOW)} == {row.id for row in first}
    changed = FileStamp(ROOT / "IMG_0.jpg", 999, 5)
    (again,) = store.ledger.enqueue([changed], root=ROOT, now=NOW)
    assert again.id not in {row.id for row in first}
    claimed = claim(store, "one", 2)
    assert [row.stamp.path.name for row in claimed] == ["IMG_0.jpg", "IMG_1.jpg"]
    assert [row.attempts for row in claimed] == [1, 1]
    assert claim(store, "two", 9) and claim(store, "two", 9) == []
    assert store.ledger.claim("three", roots=[Path("/elsewhere")], limit=5, now=NOW) == []


def test_names_that_are_no_text_come_back_as_they_were(store: Store) -> None:
    """Bytes that are no UTF-8, and names that look like an escape of them, stay two files."""
    odd = [Path("/cards/a\udcff.jpg"), Path("/cards/a\\xff.jpg"), Path("/cards/ü\n.jpg")]
    store.ledger.enqueue([FileStamp(path, n, 1) for n, path in enumerate(odd)], root=ROOT, now=NOW)
    assert [row.stamp.path for row in claim(store, "one")] == odd


def test_only_who_holds_the_claim_writes_the_end(store: Store) -> None:
    """After a take-over the former owner changes nothing, also when the same name claims it again."""
    store.ledger.enqueue(stamps(1), root=ROOT, now=NOW)
    (mine,) = claim(store, "slow")
    store.ledger.beat(watcher("slow", 7))
    assert store.ledger.take_over("slow", beat=6, now=NOW) == 0  # it has moved since
    assert store.ledger.take_over("slow", beat=7, now=NOW) == 1
    with pytest.raises(LeaseLostError):
        store.ledger.finish(mine, "slow", PhotoState.DONE, now=NOW)
    (other,) = claim(store, "quick")
    assert (other.attempts, other.lost) == (2, 1)
    with pytest.raises(LeaseLostError):
        store.ledger.finish(mine, "slow", PhotoState.DONE, now=NOW)
    store.ledger.finish(other, "quick", PhotoState.DONE, now=NOW, sha256=SHA)
    with pytest.raises(LeaseLostError):
        store.ledger.finish(other, "quick", PhotoState.DONE, now=NOW)


def test_what_somebody_holds_who_is_not_listed_any_more_is_taken_over(store: Store) -> None:
    """Taken for dead, woken, killed between a claim and the next beat: its photos are not held for ever."""
    store.ledger.enqueue(stamps(2), root=ROOT, now=NOW)
    store.ledger.beat(watcher("slow", 1))
    store.ledger.take_over("slow", beat=1, now=NOW)
    claim(store, "slow", 1)
    beats = store.ledger.beat(watcher("quick", 1))
    assert set(beats) == {"slow", "quick"}
    store.ledger.beat(watcher("slow", 2))
    assert store.ledger.take_over("slow", beat=beats["slow"], now=NOW) == 0  # it shows itself after all
    store.ledger.take_over("slow", beat=2, now=NOW)
    claim(store, "slow", 1)
    assert store.ledger.take_over("slow", beat=store.ledger.beat(watcher("quick", 2))["slow"], now=NOW) == 1
    assert set(store.ledger.beat(watcher("quick", 3))) == {"quick"}
    assert len(claim(store, "quick")) == 2


def test_an_end_that_comes_with_a_lost_claim_undoes_the_whole_transaction(store: Store) -> None:
    """Contacts of a photo that another program has taken over are not stored twice."""
    store.ledger.enqueue(stamps(1), root=ROOT, now=NOW)
    (mine,) = claim(store, "slow")
    store.ledger.beat(watcher("slow", 1))
    store.ledger.take_over("slow", beat=1, now=NOW)
    with pytest.raises(LeaseLostError), store.transaction() as tx:
        tx.audit.note("photo", "stored", now=NOW, actor="slow")
        tx.arrivals.finish(mine, "slow", PhotoState.DONE, now=NOW, sha256=SHA)
    assert store.audit.entries("photo") == []


def test_given_back_photos_are_free_again(store: Store) -> None:
    """Forgiven, the attempt does not count; otherwise it does, and the reason stays."""
    store.ledger.enqueue(stamps(1), root=ROOT, now=NOW)
    (mine,) = claim(store, "one")
    store.ledger.give_back([mine], "one", now=NOW)
    (mine,) = claim(store, "one")
    assert mine.attempts == 1
    store.ledger.give_back([mine], "one", now=NOW, reason="crashed", forgive=False)
    (mine,) = claim(store, "one")
    assert (mine.attempts, mine.reason) == (2, "crashed")


def test_ends_can_be_found_by_folder_and_queued_anew(store: Store) -> None:
    """Below a folder whose name is no pattern; a photo that somebody works on is left alone."""
    fair, other = Path("/cards/100%_fair"), Path("/cards/100x-fair")
    store.ledger.enqueue([*stamps(2, fair), *stamps(1, other), *stamps(1, fair / "day 2")], root=ROOT, now=NOW)
    for row in claim(store, "one")[:3]:
        store.ledger.finish(row, "one", PhotoState.DONE, now=NOW, sha256=SHA)
    found = store.ledger.under(fair, [PhotoState.DONE, PhotoState.WORKING])
    assert [row.stamp.path.parent for row in found] == [fair, fair, fair / "day 2"]
    assert store.ledger.under(fair, [PhotoState.DONE], before=NOW) == []
    store.ledger.requeue([row.id for row in found], now=NOW + timedelta(seconds=1))
    assert [row.attempts for row in claim(store, "two")] == [1, 1]


def test_what_is_held_is_released_by_folder_those_first_that_wait_longest(store: Store) -> None:
    """However many they are; what lies beside the folder, and what is no longer held, stays as it is."""
    fair, other = ROOT / "fair", ROOT / "other"
    store.ledger.enqueue([*stamps(3, fair), *stamps(1, other)], root=ROOT, now=NOW)
    rows = claim(store, "one", 4)
    for age, row in enumerate(reversed(rows)):
        store.ledger.finish(row, "one", PhotoState.HELD, now=NOW + timedelta(seconds=age), reason="wrong event.toml")
    assert store.ledger.release(fair, now=NOW, limit=1) == 1
    assert [row.stamp.path.name for row in store.ledger.under(fair, [PhotoState.QUEUED])] == ["IMG_2.jpg"]
    assert store.ledger.release(fair, now=NOW) == 2
    assert store.ledger.release(fair, now=NOW) == 0
    assert len(store.ledger.under(other, [PhotoState.HELD])) == 1
    assert {(row.attempts, row.reason) for row in store.ledger.under(fair, [PhotoState.QUEUED])} == {(0, None)}


def test_more_can_be_held_than_a_statement_takes_parameters(tmp_path: Path) -> None:
    """SQLite takes 32,766; a wrong event.toml may hold every photo of a folder."""
    with open_store(tmp_path / "store.db", keys_of=match_keys) as store:
        many = [FileStamp(ROOT / f"{number}.jpg", 1, 1) for number in range(33_000)]
        store.ledger.enqueue(many, root=ROOT, now=NOW)
        with store.transaction() as tx:
            tx._connection.exec_driver_sql("UPDATE arrivals SET state = 'held'")
        assert store.ledger.release(ROOT, now=NOW) == 33_000


def test_arrivals_come_in_parts(store: Store) -> None:
    """By number, each part after the last of the one before."""
    store.ledger.enqueue(stamps(5), root=ROOT, now=NOW)
    first = store.ledger.under(ROOT, [PhotoState.QUEUED], limit=3)
    rest = store.ledger.under(ROOT, [PhotoState.QUEUED], after=first[-1].id, limit=3)
    assert len(first) == 3
    assert [row.id for row in rest] == sorted({row.id for row in rest} - {row.id for row in first})
    assert len(rest) == 2


def test_a_claim_is_undone_with_the_transaction_that_made_it(store: Store) -> None:
    """The end of one photo and the claim of the next are kept together or not at all."""
    store.ledger.enqueue(stamps(2), root=ROOT, now=NOW)
    (first,) = claim(store, "one", 1)
    with pytest.raises(RuntimeError), store.transaction() as tx:
        tx.arrivals.finish(first, "one", PhotoState.DONE, now=NOW, sha256=SHA)
        assert len(tx.arrivals.claim("one", roots=[ROOT], limit=1, now=NOW)) == 1
        raise RuntimeError
    assert [row.state for row in store.ledger.under(ROOT, list(PhotoState))] == [PhotoState.WORKING, PhotoState.QUEUED]
    with store.transaction() as tx:
        tx.arrivals.finish(first, "one", PhotoState.DONE, now=NOW, sha256=SHA)
        (second,) = tx.arrivals.claim("one", roots=[ROOT], limit=1, now=NOW)
    assert (second.attempts, second.state) == (1, PhotoState.WORKING)


def test_where_moved_files_lie_is_written_together_and_makes_stored_photos_known_there(store: Store) -> None:
    """A photo that is in the store is found at its new place; one that is not, is only marked; others are left."""
    store.ledger.enqueue(stamps(3), root=ROOT, now=NOW)
    stored, unknown, open_still = claim(store, "one", 3)
    with store.transaction() as tx:
        tx.photos.add(ScannedPhoto("0.jpg", SHA), now=NOW)
        tx.arrivals.finish(stored, "one", PhotoState.DONE, now=NOW, sha256=SHA)
        tx.arrivals.finish(unknown, "one", PhotoState.QUARANTINED, now=NOW, sha256="0" * 64)
    done = FileStamp(ROOT / "done" / "0.jpg", 10, 20)
    moved = [
        Settled(stored.id, Place.MOVED, SHA, done),
        Settled(unknown.id, Place.MOVED, "0" * 64, FileStamp(ROOT / "quarantine" / "1.jpg", 1, 1)),
        Settled(open_still.id, Place.KEPT),
    ]
    store.ledger.settle(moved, now=NOW)
    places = [row.place for row in store.ledger.under(ROOT, list(PhotoState))]
    assert places == [Place.MOVED, Place.MOVED, Place.INBOX]
    assert set(store.photos.known_files([item.stamp for item in moved if item.stamp])) == {done.path}


def test_the_summary_counts_what_is_there(store: Store) -> None:
    """Queue, age of the oldest, rate, problems with their reason, who watches."""
    store.ledger.enqueue(stamps(4), root=ROOT, now=NOW)
    done, bad, *_ = claim(store, "one", 3)
    later = NOW + timedelta(minutes=5)
    store.ledger.finish(done, "one", PhotoState.DONE, now=later, sha256=SHA)
    store.ledger.finish(bad, "one", PhotoState.QUARANTINED, now=later, reason="no card found")
    store.ledger.settle([Settled(done.id, Place.MOVED)], now=later)
    store.ledger.beat(watcher("one", 1))
    found = store.ledger.summary(now=later + timedelta(seconds=30))
    assert found.states == {
        PhotoState.QUEUED: 1, PhotoState.WORKING: 1, PhotoState.DONE: 1, PhotoState.QUARANTINED: 1,
    }  # fmt: skip
    assert (found.oldest, found.done_last_minute, found.done_last_hour) == (NOW, 2, 2)
    assert [(row.id, row.reason) for row in found.problems] == [(bad.id, "no card found")]
    assert [item.name for item in found.watchers] == ["one"]


def test_many_claim_at_once_and_no_photo_is_claimed_twice(database: str) -> None:
    """Four programs with connections of their own, each as fast as it can."""
    with open_store(database, keys_of=match_keys) as store:
        store.ledger.enqueue(stamps(120), root=ROOT, now=NOW)
    got: dict[str, list[int]] = {}

    def work(name: str) -> None:
        mine = got.setdefault(name, [])
        with open_store(database, keys_of=match_keys) as own:
            while claimed := claim(own, name, 3):
                mine.extend(row.id for row in claimed)
                for row in claimed:
                    own.ledger.finish(row, name, PhotoState.DONE, now=NOW, sha256=SHA)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    everything = [number for mine in got.values() for number in mine]
    assert len(everything) == len(set(everything)) == 120
