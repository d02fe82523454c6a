"""Where the groups of text stand on a card: a table of layouts, and the painter that follows it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import segno
from PIL import Image

from .fonts import font
from .icons import logo
from .lands import chance, land
from .press import Card
from .styles import Style, look_for
from .words import CardText, Row

Paint = Callable[[Card, Style, np.random.Generator], None]
Share = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A box for groups of rows: left, top, width, height as shares of the card."""

    groups: tuple[str, ...]
    box: Share
    align: str = "left"
    valign: str = "top"
    on_band: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of all groups; `kind` is front, back, pair (two people) or qr."""

    name: str
    places: tuple[Place, ...]
    paint: Paint | None = None
    logo: Share | None = None
    logo_on_band: bool = False
    portrait: bool = False
    kind: str = "front"
    qr: Share | None = None
    tags: tuple[str, ...] = field(default=())


def _fill(card: Card, box: Share, colour: tuple[int, int, int]) -> None:
    width, height = card.image.size
    card.draw.rectangle((round(box[0] * width), round(box[1] * height), round((box[0] + box[2]) * width) - 1, round((box[1] + box[3]) * height) - 1), fill=colour)


def band(*box: float) -> Paint:
    """A coloured field."""
    return lambda card, style, _: _fill(card, box, style.palette.band)  # type: ignore[arg-type]


def rule(*box: float) -> Paint:
    """A thin line in the accent colour."""
    return lambda card, style, _: _fill(card, box, style.palette.accent)  # type: ignore[arg-type]


def frame(card: Card, style: Style, _: np.random.Generator) -> None:
    """A double frame."""
    width, height = card.image.size
    for inset, line in ((2.2, 0.5), (3.4, 0.2)):
        edge = card.px(inset)
        card.draw.rectangle((edge, edge, width - edge, height - edge), outline=style.palette.accent, width=max(1, card.px(line)))


def diagonal(card: Card, style: Style, _: np.random.Generator) -> None:
    """Two slanted fields in the lower right corner."""
    width, height = card.image.size
    lighter = tuple(int(v + (255 - v) * 0.35) for v in style.palette.band)
    card.draw.polygon((width * 0.72, height, width, height * 0.5, width, height), fill=lighter)
    card.draw.polygon((width * 0.82, height, width, height * 0.66, width, height), fill=style.palette.band)


def gradient(card: Card, style: Style, _: np.random.Generator) -> None:
    """The ground shades from one colour into a darker one."""
    width, height = card.image.size
    slope = np.linspace(0, 1, width)[None, :, None] * 0.7 + np.linspace(0, 0.3, height)[:, None, None]
    first = np.array(style.palette.band, float)
    pixels = first * (1 - slope) + first * 0.45 * slope
    card.image.paste(Image.fromarray(pixels.astype(np.uint8)))


def both(*paints: Paint) -> Paint:
    """Several painters in turn."""

    def paint(card: Card, style: Style, rng: np.random.Generator) -> None:
        for one in paints:
            one(card, style, rng)

    return paint


P = Place
WHO, SMALL = ("name", "role"), ("contact", "address", "extra")
LAYOUTS: tuple[Layout, ...] = (
    Layout("classic", (P(("organization", "slogan"), (0.24, 0.08, 0.70, 0.22), "left", "middle"), P(WHO, (0.07, 0.36, 0.86, 0.26)), P(("contact", "extra"), (0.07, 0.64, 0.47, 0.30), "left", "bottom"), P(("address",), (0.57, 0.64, 0.37, 0.30), "left", "bottom")), logo=(0.07, 0.08, 0.14, 0.22)),
    Layout("centred", (P(("organization", "slogan"), (0.08, 0.08, 0.84, 0.22), "center"), P(WHO, (0.08, 0.31, 0.84, 0.24), "center", "middle"), P(SMALL, (0.08, 0.57, 0.84, 0.38), "center", "bottom"))),
    Layout("halves", (P(("organization", "slogan"), (0.04, 0.52, 0.36, 0.38), "center"), P(WHO, (0.48, 0.08, 0.48, 0.30)), P(SMALL, (0.48, 0.40, 0.48, 0.53), "left", "bottom")), rule(0.435, 0.14, 0.004, 0.72), logo=(0.13, 0.14, 0.18, 0.32)),
    Layout("side-band", (P(("organization", "slogan"), (0.02, 0.50, 0.28, 0.42), "center", "top", True), P(WHO, (0.37, 0.09, 0.59, 0.29)), P(SMALL, (0.37, 0.42, 0.59, 0.50), "left", "bottom")), band(0, 0, 0.32, 1), logo=(0.08, 0.16, 0.16, 0.28), logo_on_band=True),
    Layout("top-band", (P(("organization", "slogan"), (0.20, 0.03, 0.76, 0.22), "left", "middle", True), P(WHO, (0.07, 0.33, 0.86, 0.25)), P(("contact", "extra"), (0.07, 0.60, 0.48, 0.34), "left", "bottom"), P(("address",), (0.58, 0.60, 0.36, 0.34), "left", "bottom")), band(0, 0, 1, 0.28), logo=(0.06, 0.05, 0.11, 0.18), logo_on_band=True),
    Layout("bottom-band", (P(("organization", "slogan"), (0.07, 0.07, 0.70, 0.20)), P(WHO, (0.07, 0.30, 0.86, 0.26), "left", "middle"), P(("contact", "extra"), (0.07, 0.64, 0.47, 0.31), "left", "middle", True), P(("address",), (0.57, 0.64, 0.37, 0.31), "left", "middle", True)), band(0, 0.61, 1, 0.39), logo=(0.80, 0.07, 0.13, 0.22)),
    Layout("portrait-band", (P(("organization", "slogan"), (0.05, 0.19, 0.90, 0.14), "center", "middle", True), P(WHO, (0.06, 0.39, 0.88, 0.20), "center"), P(SMALL, (0.08, 0.61, 0.84, 0.35), "center", "bottom")), band(0, 0, 1, 0.35), logo=(0.37, 0.05, 0.26, 0.14), logo_on_band=True, portrait=True),
    Layout("portrait-left", (P(("organization", "slogan"), (0.09, 0.06, 0.82, 0.16)), P(WHO, (0.09, 0.28, 0.82, 0.22)), P(SMALL, (0.09, 0.54, 0.82, 0.40), "left", "bottom")), rule(0.09, 0.245, 0.2, 0.008), portrait=True),
    Layout("tiny-foot", (P(("organization", "slogan"), (0.08, 0.10, 0.84, 0.20), "center"), P(WHO, (0.08, 0.33, 0.84, 0.32), "center", "middle"), P(SMALL, (0.05, 0.74, 0.90, 0.22), "center", "bottom")), rule(0.05, 0.715, 0.9, 0.004), tags=("tiny",)),
    Layout("right", (P(WHO, (0.30, 0.09, 0.63, 0.26), "right"), P(("organization", "slogan"), (0.22, 0.37, 0.71, 0.17), "right"), P(SMALL, (0.22, 0.56, 0.71, 0.37), "right", "bottom")), logo=(0.07, 0.09, 0.15, 0.26)),
    Layout("corner", (P(WHO, (0.07, 0.10, 0.60, 0.28)), P(("organization", "slogan"), (0.07, 0.39, 0.68, 0.17)), P(SMALL, (0.07, 0.58, 0.62, 0.36), "left", "bottom")), diagonal, logo=(0.80, 0.08, 0.13, 0.22)),
    Layout("framed", (P(WHO, (0.10, 0.12, 0.80, 0.28), "center", "middle"), P(("organization", "slogan"), (0.10, 0.41, 0.80, 0.17), "center", "middle"), P(SMALL, (0.10, 0.59, 0.80, 0.30), "center", "bottom")), frame),
    Layout("columns", (P(WHO, (0.07, 0.09, 0.55, 0.30)), P(("organization", "slogan"), (0.60, 0.09, 0.33, 0.30), "right"), P(("contact", "extra"), (0.07, 0.50, 0.45, 0.42)), P(("address",), (0.56, 0.50, 0.37, 0.42))), both(rule(0.07, 0.44, 0.86, 0.006), rule(0.535, 0.52, 0.003, 0.38))),
    Layout("edge-stripe", (P(("organization", "slogan"), (0.10, 0.08, 0.84, 0.20)), P(("contact", "extra"), (0.10, 0.32, 0.50, 0.38), "left", "top"), P(("address",), (0.62, 0.32, 0.32, 0.38), "left", "top"), P(WHO, (0.10, 0.71, 0.84, 0.25), "left", "bottom")), band(0, 0, 0.045, 1)),
    Layout("two-tone", (P(WHO, (0.05, 0.12, 0.42, 0.34), "left", "top", True), P(("organization", "slogan"), (0.05, 0.54, 0.42, 0.36), "left", "bottom", True), P(SMALL, (0.55, 0.12, 0.41, 0.76), "left", "middle")), band(0, 0, 0.5, 1)),
    Layout("shaded", (P(("organization", "slogan"), (0.07, 0.08, 0.70, 0.20), "left", "top", True), P(WHO, (0.07, 0.31, 0.70, 0.25), "left", "middle", True), P(SMALL, (0.07, 0.58, 0.62, 0.36), "left", "bottom", True)), gradient, logo=(0.78, 0.66, 0.16, 0.26), logo_on_band=True),
    Layout("with-code", (P(WHO, (0.07, 0.09, 0.60, 0.25)), P(("organization", "slogan"), (0.07, 0.36, 0.55, 0.17)), P(SMALL, (0.07, 0.55, 0.57, 0.40), "left", "bottom")), kind="qr", qr=(0.68, 0.36, 0.27, 0.55)),
    Layout("with-code-band", (P(("organization", "slogan"), (0.06, 0.03, 0.88, 0.18), "left", "middle", True), P(WHO, (0.06, 0.27, 0.88, 0.23)), P(SMALL, (0.06, 0.52, 0.56, 0.43), "left", "bottom")), band(0, 0, 1, 0.23), kind="qr", qr=(0.68, 0.44, 0.27, 0.50)),
    Layout("pair", (P(("organization", "slogan"), (0.06, 0.07, 0.88, 0.20), "center"), P(("name", "role", "contact"), (0.06, 0.32, 0.42, 0.44)), P(("second",), (0.53, 0.32, 0.42, 0.44)), P(("address", "extra"), (0.06, 0.80, 0.88, 0.16), "center", "bottom")), rule(0.5, 0.34, 0.003, 0.4), kind="pair"),
    Layout("back-solid", (P(("organization",), (0.08, 0.56, 0.84, 0.18), "center", "middle", True), P(("slogan",), (0.08, 0.74, 0.84, 0.18), "center", "top", True)), band(0, 0, 1, 1), logo=(0.39, 0.14, 0.22, 0.38), logo_on_band=True, kind="back"),
    Layout("back-plain", (P(("organization",), (0.30, 0.34, 0.64, 0.18), "left", "bottom"), P(("slogan",), (0.30, 0.53, 0.64, 0.20))), logo=(0.08, 0.34, 0.19, 0.32), kind="back"),
)  # fmt: skip
BY_NAME = {layout.name: layout for layout in LAYOUTS}


def layouts_for(text: CardText) -> list[Layout]:
    """The layouts that can hold this card."""
    kind = "back" if text.side == "back" else "pair" if text.groups.get("second") else "qr" if text.qr else "front"
    signs = any(row.icon for row in text.rows(*text.groups))  # a tiny footer has no room for signs
    return [layout for layout in LAYOUTS if layout.kind == kind and not (signs and "tiny" in layout.tags)]


def wrap(rows: list[Row], family: str, size_px: int, width_px: int) -> list[Row]:
    """Breaks long names, titles and addresses at a blank near the middle; phones and addresses online stay whole."""
    out = []
    for row in rows:
        face = font(family, False, size_px)
        words = row.text.split(" ")
        if row.label in ("phone", "email", "url", "social") or row.also or len(words) < 2 or face.getlength(row.text) * 1.06 <= width_px:
            out.append(row)
            continue
        cut = min(range(1, len(words)), key=lambda n: abs(len(" ".join(words[:n])) - len(" ".join(words[n:]))) - 8 * words[n - 1].endswith(","))
        out += [replace(row, text=" ".join(words[:cut]).rstrip(" -·|")), replace(row, text=" ".join(words[cut:]).lstrip(" -·|"), mark="", icon="blank" if row.icon else "")]
    return out


def squeeze(rows: list[Row]) -> list[Row]:
    """Puts three short rows of contact values on one line, as tiny footers do."""
    out: list[Row] = []
    for row in rows:
        last = out[-1] if out else None
        if last and {last.label, row.label} <= {"phone", "email", "url", "social", "address"} and len(last.printed + row.printed) < 72:
            out[-1] = replace(last, text=f"{last.text}  ·  {replace(row, icon='').printed}", also=(*last.also, row.label))
        else:
            out.append(replace(row, icon=""))
    return out


def print_card(text: CardText, layout: Layout, style: Style, rng: np.random.Generator, scale: float) -> Card:
    """The flat card at `scale` px per mm."""
    width, height = land(text.country)["card_mm"]
    size = (min(width, height), max(width, height)) if layout.portrait else (width, height)
    colours = style.palette
    card = Card(size, scale, colours.ground)
    if layout.paint:
        layout.paint(card, style, rng)
    if layout.logo and (chance(rng, 0.85) or layout.kind == "back"):
        ink, second = (colours.on_band, colours.on_band) if layout.logo_on_band else (colours.accent, colours.soft)
        box = layout.logo
        side = min(round(box[2] * card.image.width), round(box[3] * card.image.height))
        mark = logo(rng, side, ink, second)
        card.image.paste(mark, (round((box[0] + box[2] / 2) * card.image.width - side / 2), round((box[1] + box[3] / 2) * card.image.height - side / 2)), mark)
    for place in layout.places:
        card.ground = colours.band if place.on_band else colours.ground
        left, top, wide, tall = (share * size[n % 2] for n, share in enumerate(place.box))
        rows, looks = [], []
        for group in place.groups:
            for row in squeeze(text.rows(group)) if "tiny" in layout.tags else text.rows(group):
                look = look_for(row, group, style, place.align, on_band=place.on_band)
                for piece in wrap([row], look.family, card.type_px(look.size_pt), card.px(wide)):
                    rows.append(piece)
                    looks.append(look)
        card.block(rows, looks, (left, top, wide, tall), place.valign)
    if text.qr and layout.qr:
        paste_code(card, text.qr, layout.qr)
    if style.texture:
        grain = rng.normal(0, style.texture, (card.image.height, card.image.width, 1))
        card.image = Image.fromarray(np.clip(np.asarray(card.image, np.float32) + grain, 0, 255).astype(np.uint8))
    return card


def paste_code(card: Card, payload: str, box: Share) -> None:
    """Prints a QR code, dark on a white tile."""
    side = min(round(box[2] * card.image.width), round(box[3] * card.image.height))
    buffer = io.BytesIO()
    segno.make(payload, error="l", micro=False).save(buffer, kind="png", scale=8, border=2)
    code = Image.open(buffer).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    card.image.paste(code, (round((box[0] + box[2] / 2) * card.image.width - side / 2), round((box[1] + box[3] / 2) * card.image.height - side / 2)))
