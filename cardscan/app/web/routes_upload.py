"""Routes for uploading photos by drag and drop or by form, and for the QR code that opens a phone's upload page."""

from __future__ import annotations

import io
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse, Response

from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, see
from cardscan.app.web.uploads import Uploads
from cardscan.errors import CardscanError, UsageError
from cardscan.workflows.review.desk import Flash

Photos = Annotated[list[UploadFile], File()]
EventName = Annotated[str, Form(max_length=200)]


def router(desk: PageDesk, pages: Pages) -> APIRouter:
    """Return the routes for uploads."""
    routes = APIRouter()

    @routes.get("/upload")
    def upload() -> Response:
        phone = desk.phone
        return pages.show(
            "upload",
            uploads=desk.uploads.listed,
            root=desk.uploads.root,
            phone=phone,
            code=qr_svg(phone.address) if phone and phone.address else "",
        )

    @routes.post("/upload")
    def receive(photos: Photos, event: EventName = "") -> RedirectResponse:
        kept, refused = take_in(desk.uploads, photos, event)
        if kept:
            desk.say(Flash(f"{kept} photo{'' if kept == 1 else 's'} received; reading begins."))
        for sentence in refused[:3]:
            desk.say(Flash(sentence, problem=True))
        if len(refused) > 3:
            desk.say(Flash(f"{len(refused) - 3} more files were no photos.", problem=True))
        return see("/upload")

    @routes.get("/upload/state")
    def state() -> JSONResponse:
        waiting = desk.uploads.waiting
        return JSONResponse({"waiting": waiting, "all": len(desk.uploads.listed)})

    @routes.post("/upload/code")
    def code() -> RedirectResponse:
        if desk.phone is None:
            raise UsageError("phones can upload only when the page was started with `cardscan review --lan`")
        desk.phone.door.new_ticket()
        return see("/upload#phone")

    return routes


def take_in(uploads: Uploads, photos: list[UploadFile], event: str) -> tuple[int, list[str]]:
    """Keep the uploaded photos; return how many were kept, and why the others were not.

    Raises:
        UsageError: No file was chosen.
    """
    chosen = [photo for photo in photos if photo.filename]
    if not chosen:
        raise UsageError("choose photos first, or drop them on the page")
    kept, refused = 0, list[str]()
    for photo in chosen:
        try:
            uploads.receive(photo.file, photo.filename or "photo", event)
        except CardscanError as error:
            refused.append(str(error))
        else:
            kept += 1
    return kept, refused


def qr_svg(address: str) -> str:
    """Return the address as a QR code, in SVG for a page."""
    import segno

    stream = io.BytesIO()
    segno.make(address, error="m").save(
        stream,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        border=2,
        light="#fff",
        svgclass="qr",
        lineclass=None,
    )
    return stream.getvalue().decode("ascii")
