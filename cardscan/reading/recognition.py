"""Read one card image: decide which passes are made over it, and when enough has been read.

The cheapest good pass comes first. Without a second reader, Tesseract makes up to three passes. The second works under
another assumption about the print, and is left out where the first leaves nothing open. The third is made where there
is still no name or no way to reach the person, and for every doubtful card that was photographed at an angle: such a
card is unevenly lit, so the pass divides its background out. The second pass reads the accents of all Latin languages
where the card is from a country that writes them and their data is installed.

Where the neural second reader is installed, it reads every card after one Tesseract pass. Half of the cards that
Tesseract alone was sure of had an organisation or title wrong (docs/experiments.md), and the two together are better
than either. Lines of names and firms that may have lost accents in the second reader are read once more, each alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from cardscan.model.page import Page
from cardscan.model.photo import CardImage, Quality, Rendering
from cardscan.model.reading import CardReading, ContactDetails, FieldKind, Recommendation
from cardscan.reading.imaging import divided, in_colour, line_alone, plain, polarity_evened, turn_upright, turned_by
from cardscan.reading.ocr import SURE, Engine, ScriptReader, legibility, legibility_of, quarter_turn, uprightness
from cardscan.reading.parsing import Hints, lines_to_check, read, with_accents, writes_accents
from cardscan.reading.passes import PSM_BLOCK, first_rendering, read_pass
from cardscan.reading.readers import Readers
from cardscan.reading.script_choice import beside_script, choose_script, is_plainly_latin, worth_trying

# The second reader gets the card in colour with this long side, px; its detector scales it down itself.
SECOND_SIDE = 1400
# One pass is enough if names, e-mails and phones reach the first confidence, and everything else the second.
SETTLED, SETTLED_OTHER = 0.9, 0.7
# Long side, px, at which cards in an alphabetic script are read once more.
SMALL_SIDE = 900
PSM_SPARSE, PSM_AUTO, PSM_LINE = 11, 3, 7


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """A card that stands upright and is ready to be read.

    Attributes:
        made: Passes already made to find the orientation and script, by their place in the order of passes; empty
            where none can be reused.
        script: The reader of the script that the card is in; None for Latin.
        latin: What the first pass read beside the script on such a card: addresses, and names in Latin letters.
    """

    card: CardImage
    made: Mapping[int, Page] = field(default_factory=dict)
    script: ScriptReader | None = None
    latin: Page | None = None


def stand_upright(card: CardImage, readers: Readers) -> Upright:
    """Find out which way up a card stands, turn it upright, and find out which script it is in.

    The first pass decides: a card that reads well stands upright. If it reads badly, a second reader that finds lines
    in any direction tells the orientation. Without one, strips of the card are read all four ways up, and the whole
    card where no strip can be read. A card that still reads badly may be in another script.
    """
    first = read_pass(readers.engine, first_rendering(card), card)
    if legibility_of(first.words) >= SURE:
        return _in_its_script(Upright(card, {0: first}), readers)
    return _in_its_script(_turned(card, first, readers), readers)


def _in_its_script(upright: Upright, readers: Readers) -> Upright:
    """Add the reader of the card's script, where the script is not Latin and its data is installed."""
    if not readers.scripts:
        return upright
    card, made = upright.card, dict(upright.made)
    first = made[0] = made.get(0) or read_pass(readers.engine, first_rendering(card), card)
    scripts: Sequence[ScriptReader] = () if is_plainly_latin(first) else readers.scripts
    if scripts and readers.second is not None:
        seen = made[1] = made.get(1) or _seen_by(readers.second, card)
        scripts = worth_trying(seen.words, scripts, known=readers.second.traits.scripts)
    found = choose_script(card, first, scripts) if scripts else None
    if found is None:
        return replace(upright, made=made)
    made[0] = found.page
    return Upright(card, made, found.reader, beside_script(first, found.page, found.reader))


def _turned(card: CardImage, first: Page, readers: Readers) -> Upright:
    """Turn a card that the first pass cannot read, as the other readers say."""
    engine, second = readers.engine, readers.second
    if second is None or not second.traits.any_direction:
        return _turned_by_strips(card, first, engine)
    cards, pages = {0: card}, {0: _seen_by(second, card)}
    turn = quarter_turn(pages[0].words)
    while turn not in pages:
        cards[turn] = turned_by(card, turn)
        pages[turn] = _seen_by(second, cards[turn])
        turn = (turn + quarter_turn(pages[turn].words)) % 360
    best = max(pages, key=lambda turn: uprightness(pages[turn].words))
    return Upright(cards[best], {0: first, 1: pages[0]} if best == 0 else {1: pages[best]})


def _turned_by_strips(card: CardImage, first: Page, engine: Engine) -> Upright:
    """Turn a card as strips of it read best; if that cannot be read either, turn it so that the whole reads well."""
    turned = turn_upright(card, partial(legibility, engine), as_it_stands=legibility_of(first.words))
    ways = {(card.orientation - turned.orientation) % 360: first}
    for turn in (0, 90, 180, 270):
        way = turned_by(turned, turn)
        page = ways[turn] = ways.get(turn) or read_pass(engine, first_rendering(way), way)
        if legibility_of(page.words) >= SURE:
            return Upright(way, {0: page})
    return Upright(turned, {0: ways[0]})


@dataclass(frozen=True, slots=True)
class Recognised:
    """A card's reading, and how it was made.

    Attributes:
        times: Milliseconds by stage: "ocr", "parse".
        readers: What read the card, one entry per pass: name, version and languages.
    """

    reading: CardReading
    times: dict[str, float]
    readers: tuple[str, ...]


def recognise(
    upright: Upright,
    readers: Readers,
    hints: Hints,
    *,
    watch: Callable[[Rendering, Page], None] | None = None,
) -> Recognised:
    """Read one card.

    Args:
        watch: Called after each pass with the rendering and the page that was read from it.
    """
    card, made, second = upright.card, upright.made, readers.second
    times = {"ocr": 0.0, "parse": 0.0}
    pages: list[Page] = []
    asked: list[str] = []
    script, latin = upright.script, (upright.latin,) if upright.latin else ()
    for page in latin:
        asked.append(readers.engine.describe())
        if watch is not None:
            watch(first_rendering(card), page)
    if script is not None:
        readers = Readers(script, second)
    reading = CardReading(ContactDetails())
    while (step := _next_pass(card, readers, reading, len(pages))) is not None:
        reader, make = step
        started = time.perf_counter()
        if len(pages) in made:
            pages.append(made[len(pages)])
        else:
            pages.append(read_pass(reader, make(), card))
        if reader is second and script is not None and script.script.name not in second.traits.scripts:
            pages[-1] = beside_script(pages[-1], pages[0], script)
        if watch is not None:
            watch(make(), pages[-1])
        asked.append(reader.describe())
        read_at = time.perf_counter()
        times["ocr"] += 1000 * (read_at - started)
        if second is not None and len(pages) == 1:
            continue  # the second reader comes next, whatever the first pass says
        reading = read((*pages, *latin), codes=card.codes, hints=hints)
        times["parse"] += 1000 * (time.perf_counter() - read_at)
        if reader is second and (wide := _accents_wanted(pages[-1], reading, readers)):
            started = time.perf_counter()
            pages[-1] = _accents_checked(card, pages[-1], reading, wide)
            asked.append(wide.describe())
            read_at = time.perf_counter()
            reading = read((*pages, *latin), codes=card.codes, hints=hints)
            times["ocr"] += 1000 * (read_at - started)
            times["parse"] += 1000 * (time.perf_counter() - read_at)
    return Recognised(reading, times, tuple(asked))


def _seen_by(second: Engine, card: CardImage) -> Page:
    return read_pass(second, in_colour(card, SECOND_SIDE), card)


def _next_pass(
    card: CardImage, readers: Readers, reading: CardReading, made: int
) -> tuple[Engine, Callable[[], Rendering]] | None:
    """Return the next reader and what makes its rendering, or None when enough has been read."""
    engine, second = readers.engine, readers.second
    if made == 0:
        return engine, partial(first_rendering, card)
    if second is not None and made == 1:
        return second, partial(in_colour, card, SECOND_SIDE)
    if isinstance(engine, ScriptReader) and (second is None or engine.script.name not in second.traits.scripts):
        return _again(card, engine, made - (second is not None))
    if second is not None:
        return None
    if made == 1 and not settled(reading):
        wide = readers.accents() if writes_accents(reading.country) else None
        return wide or engine, partial(polarity_evened, card, 1600, psm=PSM_SPARSE)
    if made == 2 and card.in_perspective and _doubtful(reading):
        return engine, partial(divided, card, 1600, psm=PSM_SPARSE)
    if made == 2 and not card.in_perspective and _lacking(reading.details):
        return engine, partial(plain, card, 1600, psm=PSM_AUTO)
    return None


def _again(card: CardImage, engine: ScriptReader, made: int) -> tuple[Engine, Callable[[], Rendering]] | None:
    """Return a script's own reader and a second rendering, at another size or page segmentation mode.

    Both choices pick up little noise. The first pass leaves out whole lines of Arabic, which are read when small.
    """
    if made > 1:
        return None
    if engine.script.dense:
        return engine, partial(plain, card, 1600, psm=PSM_AUTO)
    return engine, partial(plain, card, SMALL_SIDE, psm=PSM_BLOCK)


def _accents_wanted(page: Page, reading: CardReading, readers: Readers) -> Engine | None:
    """Return the accent reader, where it is installed and lines of the card may lack accents."""
    return readers.accents() if lines_to_check(page, reading) else None


def _accents_checked(card: CardImage, page: Page, reading: CardReading, wide: Engine) -> Page:
    """Restore accents that the second reader lost. It loses one in a few dozen, and a name is in no dictionary."""
    seen = []
    for line in lines_to_check(page, reading):
        alone = line_alone(card, line, psm=PSM_LINE)
        seen.append((line, wide.read(alone.pixels, psm=alone.psm)))
    return with_accents(page, seen)


def quality_after(card: CardImage, reading: CardReading) -> Quality | None:
    """Return how well the card could be read. Advice to retake the photo is kept where the reading confirms it."""
    if card.quality is None:
        return None
    return card.quality.after_reading(sure=reading.recommendation is Recommendation.STRONG, doubtful=_doubtful(reading))


def _doubtful(reading: CardReading) -> bool:
    return reading.recommendation in (Recommendation.LOW, Recommendation.NONE)


def _lacking(details: ContactDetails) -> bool:
    """Whether the essentials of a contact are missing: a name, or a way to reach the person."""
    return details.name is None or not (details.emails or details.phones)


def settled(reading: CardReading) -> bool:
    """Whether one pass leaves nothing open: the name, a way to reach the person and the organisation are all sure."""
    if reading.recommendation is Recommendation.STRONG:
        return True
    kinds = {field.kind for field in reading.fields}
    if not {FieldKind.NAME, FieldKind.ORGANIZATION} <= kinds or not kinds & {FieldKind.EMAIL, FieldKind.PHONE}:
        return False
    if writes_accents(reading.country):
        return False
    critical = (FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE)
    return all(f.confidence >= (SETTLED if f.kind in critical else SETTLED_OTHER) for f in reading.fields)
