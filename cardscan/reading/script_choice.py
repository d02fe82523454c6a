"""Detect the script of a card that the English model reads poorly: try each installed script, and demand proof."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage
from cardscan.reading.ocr import ScriptReader, is_net_address, kana_share, legibility_of, plain_share, share_read
from cardscan.reading.passes import first_rendering, read_pass

# No other script is tried if English reaches this legibility, or reads with confidence this share of the letters in
# plain words. Of 60 drawn cards in six scripts, the highest share is 0.51.
WELL_READ, PLAINLY_READ = 0.8, 0.55
# A neural reader that sees this many plain Latin letters with this confidence sees a Latin card. On drawn cards in
# other scripts it leaves their lines out (at most 23 letters remain) or is in doubt (Greek: at most 0.83). With this
# many Han letters or kana, the card is Japanese or Chinese.
LATIN_LETTERS, LATIN_SURE, HAN_LETTERS = 30, 0.88, 12
# A script is accepted if its reader reads this many of its letters with confidence, they are this share of all letters,
# and the page is this many times as legible as in English. Of 133 real Latin cards, the highest were 14 letters with a
# share of 0.06, and 9 letters with a share of 0.16.
LEAST_LETTERS, LEAST_SHARE, CLEARLY = 12, 0.12, 1.2
# If one reader of Han letters sees fewer than this, sure or not, the other Han readers are not asked.
LEAST_ALIKE = 4
# With this share of kana a card is Japanese; with less, the more legible of Japanese and Chinese wins.
LEAST_KANA = 0.04


@dataclass(frozen=True, slots=True)
class Read:
    """A card as one script's reader read it.

    Attributes:
        legible: The `legibility_of` the page's words.
    """

    reader: ScriptReader
    page: Page
    legible: float


def is_plainly_latin(page: Page) -> bool:
    """Whether the first pass reads the card so well that no other script is tried."""
    return legibility_of(page.words) >= WELL_READ or plain_share(page.words) >= PLAINLY_READ


def worth_trying(
    words: Sequence[Word], scripts: Sequence[ScriptReader], *, known: Collection[str]
) -> tuple[ScriptReader, ...]:
    """Return the scripts that a card may be in, judging by what the second reader sees on it.

    Args:
        known: Names of the scripts that the second reader reads: Latin, and for the neural reader Han letters and kana.
    """
    both = tuple(reader for reader in scripts if reader.script.name in known)
    if any(sum(reader.script.count(word.text) for word in words) >= HAN_LETTERS for reader in both):
        return both
    sure, letters = 0.0, 0
    for word in words:
        if not is_net_address(word.text):
            plain = sum(character.isalpha() for character in word.text)
            letters += plain
            sure += plain * word.confidence
    return () if letters >= LATIN_LETTERS and sure >= LATIN_SURE * letters else tuple(scripts)


def choose_script(card: CardImage, english: Page, scripts: Sequence[ScriptReader]) -> Read | None:
    """Return the script that the card is in, or None for Latin and where no reader proves itself.

    Args:
        english: The first pass over the card in its present orientation.
    """
    rendering = first_rendering(card)
    least = CLEARLY * legibility_of(english.words)
    proven: list[Read] = []
    blind = False  # the first reader of Han letters found none
    for reader in scripts:
        script = reader.script
        if proven and not script.solid:
            break
        if script.solid and blind:
            continue
        page = read_pass(reader, rendering, card)
        share, own = share_read(page.words, script)
        read = Read(reader, page, legibility_of(page.words, dense=script.letters if script.dense else ""))
        blind = script.solid and sum(script.count(word.text) for word in page.words) < LEAST_ALIKE
        if own < LEAST_LETTERS or share < LEAST_SHARE or read.legible < least:
            continue
        if not script.solid or (script.kana and kana_share(page.words) >= LEAST_KANA):
            return read
        proven.append(read)
    return max(proven, key=lambda read: read.legible, default=None)


# Words of one row stand less than this far apart, in heights of the lower of the two.
GAP_IN_HEIGHTS = 2.0


def beside_script(page: Page, script: Page, reader: ScriptReader) -> Page:
    """Return another reader's page without the rows that hold letters of the script, which that reader cannot read.

    It turns such letters into garbage, and half a row is worth nothing beside the whole row.
    """
    own = [word.box for word in script.words if reader.script.count(word.text)]
    left = list(page.words)
    reached = [word for word in left if any(_covers(word.box, box) or _beside(word.box, box) for box in own)]
    while reached:
        left = [word for word in left if word not in reached]
        reached = [word for word in left if any(_beside(word.box, other.box) for other in reached)]
    return replace(page, words=tuple(left))


def _covers(one: Box, other: Box) -> bool:
    return one.overlap(other) > 0.3 * min(one.width * one.height, other.width * other.height)


def _beside(one: Box, other: Box) -> bool:
    if (one.top, one.height) == (other.top, other.height):
        return True  # the neural reader found both words as parts of one line
    low = min(one.height, other.height)
    level = min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5 * low
    return level and max(one.left, other.left) - min(one.right, other.right) < GAP_IN_HEIGHTS * low
