#!/usr/bin/env python3
"""Draws fictional people's business cards and photographs them in simulation, with exact truth beside each photo.

    python samples/draw_cards.py                                   the kept samples, into samples/cards
    python samples/draw_cards.py --count 1000 --seed 7 --output DIR   a random set
    python samples/draw_cards.py --count 100 --cards-per-photo 2-12 --output DIR
    python samples/draw_cards.py --count 100 --strewn --output DIR  papers and things under and beside the cards
    python samples/draw_cards.py --count 5000 --flat --output DIR  flat cards with every line labelled

The same seed draws the same bytes on the same machine. Needs the "samples" dependency group and the fonts listed in
samples/README.md; a missing font is named together with the package that has it.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Fixed once; another seed draws other people.
KEPT_SEED = 20261127


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, help="draw a random set of so many pictures instead of the kept samples")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--output", type=Path, default=HERE / "cards", help="folder to write to")
    parser.add_argument("--flat", action="store_true", help="flat card images with labelled lines, no photograph")
    parser.add_argument("--strewn", action="store_true", help="with papers and things under and beside the cards")
    parser.add_argument("--cards-per-photo", default="", metavar="N|N-M")
    parser.add_argument(
        "--countries",
        default="",
        help="comma-separated ISO codes, or ALL; without it the twelve of the first sets",
    )
    parser.add_argument("--only", default="", help="of the kept samples, draw this one")
    options = parser.parse_args(arguments)
    if options.cards_per_photo and not re.fullmatch(r"[1-9]\d?(-[1-9]\d?)?", options.cards_per_photo):
        parser.error("--cards-per-photo takes a number or a range such as 2-12")
    if options.count is not None and options.output == HERE / "cards":
        parser.error("a random set needs --output, so that it never mixes with the kept samples")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Draws what was asked for; 0 when all was written, 4 when a font is missing."""
    options = parse(arguments)
    sys.path.insert(0, str(HERE))
    from drawing import chosen, files, fonts, lands, scenes, sets

    options.output.mkdir(parents=True, exist_ok=True)
    countries = tuple(filter(None, options.countries.upper().split(",")))
    countries = lands.every_code() if countries == ("ALL",) else countries
    try:
        if options.count is None:
            wanted = [sample for sample in chosen.samples() if options.only in ("", sample.name)]
            made = (chosen.picture(sample, options.seed or KEPT_SEED) for sample in wanted)
            drawn = (scenes.take(picture, options.output, rng) for picture, rng in made)
        elif options.flat:
            drawn = sets.flat_cards(options.count, options.seed or 0, options.output, countries)
        else:
            per_photo, seed = options.cards_per_photo, options.seed or 0
            drawn = sets.photos(options.count, seed, options.output, per_photo, countries, strewn=options.strewn)
        records = []
        for record in drawn:
            records.append(record)
            print(record["photo"], file=sys.stderr)
    except fonts.FontMissingError as error:
        print(error, file=sys.stderr)
        return 4
    if not options.only:
        files.write_truth(options.output / "truth.jsonl", records)
    return 0


if __name__ == "__main__":
    sys.exit(main())
