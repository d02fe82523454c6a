"""Query the store, in the same way outside and inside a transaction. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Connection

from cardscan.store import summary
from cardscan.store.facets.address_books import AddressBooksView
from cardscan.store.facets.audit import AuditView
from cardscan.store.facets.cards import CardsView
from cardscan.store.facets.drafts import DraftsView
from cardscan.store.facets.duplicates import DuplicatesView
from cardscan.store.facets.meetings import MeetingsView
from cardscan.store.facets.people import PeopleView
from cardscan.store.facets.photos import PhotosView
from cardscan.store.facets.relations import EncountersView, PromisesView
from cardscan.store.facets.review import ReviewView
from cardscan.store.facets.suppression import SuppressionView
from cardscan.store.facets.week import WeekView
from cardscan.store.records import Counts

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


class StoreView:
    """The queries of the store, by what they are about; every one of them may raise StoreError."""

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        /,
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        raise NotImplementedError

    def counts(self) -> Counts:
        """Return the store in numbers."""
        return self._ask(summary.counts)

    @property
    def people(self) -> PeopleView:
        """People, and all that is known of each."""
        return PeopleView(self._ask)

    @property
    def suppression(self) -> SuppressionView:
        """The list that blocks drafts."""
        return SuppressionView(self._ask)

    @property
    def duplicates(self) -> DuplicatesView:
        """Who may be the same person, and who was merged."""
        return DuplicatesView(self._ask)

    @property
    def photos(self) -> PhotosView:
        """Photos, each known by its bytes."""
        return PhotosView(self._ask)

    @property
    def cards(self) -> CardsView:
        """Cards, as they were read, with their pictures."""
        return CardsView(self._ask)

    @property
    def encounters(self) -> EncountersView:
        """Where, when and how people were met."""
        return EncountersView(self._ask)

    @property
    def meetings(self) -> MeetingsView:
        """What is noted of meetings, and where it came from."""
        return MeetingsView(self._ask)

    @property
    def promises(self) -> PromisesView:
        """What was promised, by whom, and what became of it."""
        return PromisesView(self._ask)

    @property
    def week(self) -> WeekView:
        """Events, birthdays, and what a user did last."""
        return WeekView(self._ask)

    @property
    def drafts(self) -> DraftsView:
        """Letters, from the first text to the one that left."""
        return DraftsView(self._ask)

    @property
    def address_books(self) -> AddressBooksView:
        """What came from other address books, and what was pushed to them."""
        return AddressBooksView(self._ask)

    @property
    def review(self) -> ReviewView:
        """What waits on the review page, and its steps."""
        return ReviewView(self._ask)

    @property
    def audit(self) -> AuditView:
        """Who changed what."""
        return AuditView(self._ask)
