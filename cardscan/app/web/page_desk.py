"""Bundle what the routes work with: the review's desk, photos, uploads and unsaved typed text."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardscan.app.web.gallery import Gallery
from cardscan.app.web.security import PhoneUploadPage
from cardscan.app.web.uploads import Uploads
from cardscan.workflows.review.desk import ReviewDesk
from cardscan.workflows.review.unsaved import Unsaved

# How many people's pages may hold unsaved text at once; each holds less than the limit of a request.
MAX_UNSAVED = 100


@dataclass(slots=True)
class PageDesk(ReviewDesk):
    """What the routes work with.

    Attributes:
        phone: The upload page for the local network, if it is open.
        unsaved: Unsaved text on people's pages, by contact number.
    """

    gallery: Gallery = field(init=False)
    uploads: Uploads = field(init=False)
    phone: PhoneUploadPage | None = None
    unsaved: dict[int, Unsaved] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gallery = Gallery(self.store, self.settings)
        self.uploads = Uploads(self.store, self.settings, self.gallery, self.clock)

    def close(self) -> None:
        """End everything that runs beside the page."""
        self.uploads.close()
        self.gallery.close()

    def put_by(self, unsaved: Unsaved) -> None:
        """Keep the unsaved text of a person's page until it is shown again; keep nothing if all of it is stored."""
        if not unsaved.contact:
            return
        with self.lock:
            self.unsaved.pop(unsaved.contact, None)
            if unsaved.any:
                self.unsaved[unsaved.contact] = unsaved
            for oldest in list(self.unsaved)[:-MAX_UNSAVED]:
                del self.unsaved[oldest]
