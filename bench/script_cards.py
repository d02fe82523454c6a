"""Draws cards of invented people in scripts other than Latin, photographed lightly askew, with their truth."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

TABLE = Path(__file__).with_name("script_cards.toml")
# Where Debian's fonts-noto-cjk and fonts-noto-core put them: (file, index within it) regular and bold.
NOTO = Path("/usr/share/fonts")
CJK = {"cjk-jp": 0, "cjk-kr": 1, "cjk-sc": 2}
WIDTH, HEIGHT = 1050, 600
GROUND = (58, 62, 70)
# Inks, papers and accents that cards are printed in.
LOOKS = (
    ((25, 25, 30), (250, 250, 248), (160, 30, 40)),
    ((20, 40, 90), (252, 250, 242), (20, 40, 90)),
    ((40, 40, 40), (238, 241, 240), (0, 110, 100)),
    ((245, 245, 240), (32, 42, 58), (240, 200, 120)),
)
# Shares of cards that name the person in Latin letters too, and that lie on their side in the photo.
WITH_LATIN, TURNED = 0.3, 0.15

Record = dict[str, Any]


def scripts() -> dict[str, Record]:
    """What the cards of each script say, by its name."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def missing_fonts() -> list[str]:
    """Debian packages that drawing needs and that are not there."""
    needed = {"fonts-noto-cjk": _cjk(bold=False), "fonts-noto-core": NOTO / "truetype/noto/NotoSans-Regular.ttf"}
    return [package for package, file in needed.items() if not file.is_file()]


def draw_set(folder: Path, *, per_script: int, seed: int) -> list[Record]:
    """Write photos and truth.jsonl into a folder; returns the truth, one record a photo."""
    folder.mkdir(parents=True, exist_ok=True)
    truths = []
    for number, (name, words) in enumerate(scripts().items()):
        for card in range(per_script):
            rng = np.random.default_rng([seed, number, card])
            truth, picture = _draw(words, rng)
            truth |= {"photo": f"{words['font']}-{words['country'].lower()}-{card:02}.jpg", "script": name}
            picture.save(folder / truth["photo"], quality=88)
            truths.append(truth)
    lines = [json.dumps(truth, ensure_ascii=False) for truth in truths]
    (folder / "truth.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return truths


def _draw(words: Record, rng: np.random.Generator) -> tuple[Record, Image.Image]:
    contact, latin = _contact(words, rng)
    card = _print(words, contact, latin, rng)
    turn = int(rng.choice([90, 180, 270])) if rng.random() < TURNED else 0
    return {"country": words["country"], "turn": turn, "contact": contact}, _photograph(card, turn, rng)


def _contact(words: Record, rng: np.random.Generator) -> tuple[Record, str]:
    """Who the card is of, and the name in Latin letters where it is printed."""

    def pick(name: str) -> str:
        return str(words[name][int(rng.integers(len(words[name])))])

    def digits(pattern: str) -> str:
        return "".join(str(int(rng.integers(10))) if c == "#" else c for c in pattern)

    family, given = int(rng.integers(len(words["family"]))), int(rng.integers(len(words["given"])))
    given = family if words.get("paired") else given
    latin = f"{words['latin_given'][given]} {words['latin_family'][family]}"
    street = pick("streets").format(n=int(rng.integers(2, 90)), m=int(rng.integers(2, 30)), k=int(rng.integers(1, 9)))
    code, town = digits(words["code"]), pick("towns") if "towns" in words else ""
    lines = [line.format(street=street, code=code, town=town) for line in words["address"]]
    domain = f"{pick('latin_family').lower()}-works.example.com"
    mailbox = latin.lower().replace(" ", "." if rng.random() < 0.6 else "_")
    printed = latin if rng.random() < WITH_LATIN else ""
    numbers = [(kind, digits(words[key])) for kind, key in (("work", "phone"), ("mobile", "mobile"))]
    contact = {
        "name": words["name"].format(family=words["family"][family], given=words["given"][given]),
        "name_alt": [printed] if printed else [],
        "titles": [pick("titles")],
        "organization": pick("firms"),
        "phones": [{"type": kind, "e164": re.sub(r"[ -]", "", n), "printed": n} for kind, n in numbers],
        "emails": [f"{mailbox}@{domain}"],
        "urls": [f"www.{domain}"],
        "addresses": [{"printed": ", ".join(lines), "lines": lines, "postal_code": code, "city": town}],
    }
    return contact, printed


def _print(words: Record, contact: Record, latin: str, rng: np.random.Generator) -> Image.Image:
    """The card, flat: name and title, the firm, and how to reach the person."""
    ink, paper, accent = LOOKS[int(rng.integers(len(LOOKS)))]
    card = Image.new("RGB", (WIDTH, HEIGHT), paper)
    pen = ImageDraw.Draw(card)
    leftwards = bool(words.get("right_to_left"))
    layout = "right" if leftwards else str(rng.choice(["left", "left", "centre"]))
    x = {"left": 70, "centre": WIDTH // 2, "right": WIDTH - 70}[layout]
    anchor = {"left": "la", "centre": "ma", "right": "ra"}[layout]
    firm_first = rng.random() < 0.6

    def write(text: str, top: int, size: int, fill: tuple[int, ...], *, bold: bool = False) -> int:
        pen.text((x, top), text, fill=fill, font=_font(words["font"], size, bold=bold), anchor=anchor)
        return top + round(1.45 * size)

    def labelled(label: str, value: str, top: int) -> int:
        if not leftwards:
            return write(f"{label} {value}", top, 28, ink)
        # The number runs from left to right on the label's left.
        font = _font(words["font"], 28, bold=False)
        pen.text((x, top), f"{label}:", fill=ink, font=font, anchor="ra")
        left = x - round(pen.textlength(f"{label}:", font=font)) - 12
        pen.text((left, top), value, fill=ink, font=_font("latin", 28, bold=False), anchor="ra")
        return top + 41

    top = 50
    if firm_first:
        top = write(contact["organization"], top, 40, accent, bold=True) + 24
    top = write(contact["name"], top, int(rng.integers(48, 60)), ink, bold=True)
    if latin:
        top = write(latin, top, 28, ink)
    top = write(contact["titles"][0], top, 30, ink) + 18
    if not firm_first:
        top = write(contact["organization"], top, 36, accent, bold=True) + 10
    for label, phone in zip(words["labels"], contact["phones"], strict=True):
        top = labelled(label, phone["printed"], top)
    for text in (contact["emails"][0], contact["urls"][0]):
        pen.text((x, top), text, fill=ink, font=_font("latin", 26, bold=False), anchor=anchor)
        top += 38
    top += 6
    for line in contact["addresses"][0]["lines"]:
        top = write(line, top, 26, ink)
    return card


def _photograph(card: Image.Image, turn: int, rng: np.random.Generator) -> Image.Image:
    """The card on a dark ground, a few degrees askew, a little soft and noisy."""
    photo = Image.new("RGB", (1500, 1000), GROUND)
    photo.paste(card, (225, 200))
    photo = photo.rotate(rng.uniform(-4, 4), Image.Resampling.BICUBIC, fillcolor=GROUND).rotate(turn, expand=True)
    photo = photo.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.0)))
    noise = rng.normal(0, 5, (photo.height, photo.width, 1))
    light = np.linspace(1.0, rng.uniform(0.75, 1.0), photo.width)[None, :, None]
    return Image.fromarray(np.clip(np.asarray(photo) * light + noise, 0, 255).astype(np.uint8))


def _cjk(*, bold: bool) -> Path:
    return NOTO / f"opentype/noto/NotoSansCJK-{'Bold' if bold else 'Regular'}.ttc"


@cache
def _font(family: str, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    if family in CJK:
        return ImageFont.truetype(_cjk(bold=bold), size, index=CJK[family])
    weight = "Bold" if bold else "Regular"
    file = "NotoNaskhArabic" if family == "arabic" else "NotoSans"
    return ImageFont.truetype(NOTO / f"truetype/noto/{file}-{weight}.ttf", size)
