"""`cardscan explain`: show each step of reading one photo, as pictures and one page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.app.cli.options import debug_option, debugging, reading_options, reading_settings, settings_from
from cardscan.errors import CardscanError, OutputError, UsageError

if TYPE_CHECKING:
    from cardscan.config import Settings
    from cardscan.model.explanation import Explanation, StepPicture

PAGE = "index.html"
# Names of pictures that an earlier run may have left; no other file is ever deleted.
_OURS = re.compile(r"page-\d+-[a-z0-9-]+\.png")


@click.command(short_help="Show each step of reading one photo, as pictures and one page.")
@click.argument("photo", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder for the pictures and the page.",
)
@reading_options
@debug_option
@click.pass_context
def explain(ctx: click.Context, /, photo: Path, output: Path, **options: Any) -> None:
    """Show each step of reading one photo, as pictures and one page.

    Writes into DIR: the outlines that were considered, with scores and reasons; each card flat and upright; what each
    reading pass got and read; the fields with their evidence. DIR/index.html has all of it in one file that fetches
    nothing. DIR must be new, empty, or hold an earlier explanation, which is replaced. Nothing is stored.

    \b
    cardscan explain IMG_0042.jpg --output why
    """
    folder_to_write(output)
    settings = settings_from(reading_settings(options))
    explanation = _explained(photo, settings, debug=debugging(ctx))
    write_explanation(explanation, output)
    cards = sum(len(page.cards) for page in explanation.pages)
    from cardscan.app.cli.console import counted, plain

    for page in explanation.pages:
        if page.reason:
            click.echo(f"{plain(explanation.name)}: no card: {plain(page.reason)}", err=True)
    click.echo(f"{counted(cards, 'card')} explained: {plain(output / PAGE)}")


def _explained(photo: Path, settings: Settings, *, debug: bool) -> Explanation:
    """Read the photo in a separate process, as a scan does."""
    import dataclasses

    from cardscan.model.scan import PhotoFile
    from cardscan.reading.explanation import ExplainerOpener
    from cardscan.reading.imaging import read_photo_file
    from cardscan.workers import Job, Pool

    if not photo.exists():
        raise UsageError(f"{photo}: no such file")
    if photo.is_dir():
        raise UsageError(f"{photo}: is a folder; name one photo in it")
    data = read_photo_file(photo)
    workers = dataclasses.replace(settings.workers, count=1)
    with Pool(
        ExplainerOpener(settings.reading), workers, preload=("cardscan.reading.explanation",), quiet=not debug
    ) as pool:
        (outcome,) = pool.run([Job(photo.name, PhotoFile(photo.name, data, crops=False))])
    if debug and outcome.detail:
        click.echo(outcome.detail, err=True)
    if outcome.value is None:
        raise outcome.error or CardscanError(f"{photo.name}: nothing came back; run again with --debug and report it")
    return outcome.value


def folder_to_write(folder: Path) -> None:
    """Check that DIR can be written and that none of the user's files are in it.

    Raises:
        UsageError: DIR is a file, or a folder with other things in it.
        OutputError: It cannot be created or listed.
    """
    from cardscan.app.cli.explain_page import GENERATOR

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; name a folder")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = {entry.name for entry in folder.iterdir()}
        page = folder / PAGE
        earlier = page.is_file() and GENERATOR in _beginning(page)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be used ({error.strerror}); choose another place") from error
    # A run that was stopped leaves pictures but no page.
    strange = sorted(name for name in names if not _OURS.fullmatch(name) and name != PAGE)
    if strange or (PAGE in names and not earlier):
        raise UsageError(f"{folder}: holds other files ({(strange or [PAGE])[0]}); name a new or empty folder")


def _beginning(page: Path) -> str:
    with page.open(encoding="utf-8", errors="replace") as file:
        return file.read(2_000)


def write_explanation(explanation: Explanation, folder: Path) -> None:
    """Write the pictures, then the page; pictures of an earlier run are deleted.

    Raises:
        OutputError: The disk is full, or the folder may not be written.
    """
    from cardscan.app.cli.console import output_stream
    from cardscan.app.cli.explain_page import explain_page
    from cardscan.model.plaintext import visible_bytes

    pictures = dict(_pictures(explanation))
    try:
        for entry in folder.iterdir():
            if _OURS.fullmatch(entry.name) and entry.name not in pictures:
                entry.unlink()
    except OSError as error:
        raise OutputError(f"{folder}: an earlier picture cannot be removed ({error.strerror})") from error
    for name, picture in pictures.items():
        with output_stream(folder / name) as stream:
            stream.write(picture.png)
    with output_stream(folder / PAGE) as stream:
        stream.write(visible_bytes(explain_page(explanation)).encode("utf-8", "backslashreplace"))


def _pictures(explanation: Explanation) -> list[tuple[str, StepPicture]]:
    """Return the pictures with their file names, in the order of the steps."""
    named: list[tuple[str, StepPicture]] = []
    for page in explanation.pages:
        start = f"page-{page.number}"
        named += [(f"{start}-outlines.png", page.outlines), (f"{start}-chosen.png", page.chosen)]
        for number, card in enumerate(page.cards, start=1):
            of_card = f"{start}-card-{number}"
            named += [(f"{of_card}-flat.png", card.flat), (f"{of_card}-fields.png", card.fields)]
            for index, done in enumerate(card.passes, start=1):
                named += [
                    (f"{of_card}-pass-{index}-rendering.png", done.rendering),
                    (f"{of_card}-pass-{index}-words.png", done.boxes),
                ]
    return named
