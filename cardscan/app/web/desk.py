"""What the routes work with: the review's desk, and beside it photos, uploads and what stands typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardscan.app.web.gallery import Gallery
from cardscan.app.web.security import PhoneDoor
from cardscan.app.web.uploads import Uploads
from cardscan.workflows.review.desk import ReviewDesk
from cardscan.workflows.review.unsaved import Unsaved

# People on whose pages something may stand typed at once; each holds less than a request may.
MAX_UNSAVED = 100


@dataclass(slots=True)
class Desk(ReviewDesk):
    """What the routes work with.

    Attributes:
        phone: The door for photos from the local network, where it is open.
        unsaved: What stands typed on the pages of people and is not stored, by their numbers.
    """

    gallery: Gallery = field(init=False)
    uploads: Uploads = field(init=False)
    phone: PhoneDoor | None = None
    unsaved: dict[int, Unsaved] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gallery = Gallery(self.store, self.settings)
        self.uploads = Uploads(self.store, self.settings, self.gallery, self.clock)

    def close(self) -> None:
        """End what runs beside the page."""
        self.uploads.close()
        self.gallery.close()

    def put_by(self, unsaved: Unsaved) -> None:
        """Keep what stands typed on a person's page until it is shown again; nothing where all of it is stored."""
        if not unsaved.contact:
            return
        with self.lock:
            self.unsaved.pop(unsaved.contact, None)
            if unsaved.any:
                self.unsaved[unsaved.contact] = unsaved
            for oldest in list(self.unsaved)[:-MAX_UNSAVED]:
                del self.unsaved[oldest]
