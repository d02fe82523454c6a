"""The samples that are kept with the project: one case each, drawn from fixed seeds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .camera import Shot
from .compose import Wishes, compose
from .layouts import BY_NAME
from .scenes import Design, Picture, fit_span
from .styles import palette, random_style


@dataclass(frozen=True, slots=True)
class Sample:
    """One photo: file, and per card (country, layout, wishes, style, turn)."""

    name: str
    why: str
    cards: tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...]
    shot: dict[str, Any] = field(default_factory=dict)
    share: float = 0.8
    orientation: int = 1
    quality: int = 80


def one(country: str, layout: str, wishes: dict[str, Any] | None = None, **style: Any) -> tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...]:
    """A single card; keyword arguments are style fields, `dark` and `turn`."""
    return ((country, layout, wishes or {}, style),)


SAMPLES: tuple[Sample, ...] = (
    Sample("us-classic.jpg", "plain card on wood", one("US", "classic", {"labels": "long", "after": ":", "phones": ("work", "mobile")}, text="open-sans", display="open-sans", turn=-3), {"surface": "wood", "tilt_deg": (8, 4)}),
    Sample("us-dark.jpg", "dark card", one("US", "centred", {"labels": "letter", "phones": ("work", "mobile"), "url": "bare"}, dark=True, text="lato", display="garamond", name_pt=14, turn=5), {"surface": "stone", "tilt_deg": (-6, 8)}),
    Sample("gb-side-band.jpg", "coloured band with light text", one("GB", "side-band", {"labels": "letter", "after": ":", "department": True}, text="cabin", display="cabin", turn=2), {"surface": "felt", "tilt_deg": (12, -6)}),
    Sample("gb-hard-shadow.jpg", "hard shadow across the text", one("GB", "right", {"labels": "long", "phones": ("work",)}, text="liberation", display="liberation-serif", turn=-6), {"surface": "stone", "light": "shadow", "tilt_deg": (10, 10)}),
    Sample("de-two-column.jpg", "two columns, academic degree", one("DE", "columns", {"labels": "long", "after": ":", "phones": ("work", "mobile", "fax"), "adorned": 1.0, "department": True}, text="carlito", display="carlito", marks="column", turn=1), {"surface": "wood", "tilt_deg": (-10, 3)}),
    Sample("de-top-band-perspective.jpg", "strong perspective", one("DE", "top-band", {"labels": "short", "titles": 2}, text="roboto", display="roboto", turn=-14), {"surface": "dark", "tilt_deg": (32, 14)}),
    Sample("fr-icons.jpg", "drawn signs instead of labels", one("FR", "halves", {"labels": "icon", "phones": ("work", "mobile")}, text="manrope", display="manrope", badge="disc", turn=4), {"surface": "cloth", "tilt_deg": (5, -7)}),
    Sample("fr-warm.jpg", "warm low light", one("FR", "framed", {"labels": "short", "capitals": ("name",), "phones": ("mobile",)}, text="garamond", display="garamond", body_pt=8.4, turn=-4), {"surface": "wood", "light": "warm", "noise": 4.0, "blur_px": 0.9, "tilt_deg": (9, 4)}),
    Sample("es-bottom-band.jpg", "contact on a coloured band", one("ES", "bottom-band", {"labels": "letter", "after": "."}, text="inter", display="inter", turn=3), {"surface": "paper", "tilt_deg": (7, 2)}),
    Sample("es-turned-180.jpg", "photo taken upside down", one("ES", "edge-stripe", {"labels": "none", "phones": ("work", "mobile")}, text="noto-sans", display="vollkorn", turn=181), {"surface": "newsprint", "tilt_deg": (6, -5)}),
    Sample("br-tiny-print.jpg", "tiny print at the foot; 12 megapixels", one("BR", "tiny-foot", {"labels": "letter", "phones": ("work", "mobile")}, text="open-sans", display="dosis", body_pt=5.6, turn=-2), {"surface": "wood", "size": (4000, 3000), "noise": 0.8, "blur_px": 1.0, "tilt_deg": (6, 5)}, 0.62, 1, 76),
    Sample("br-portrait.jpg", "portrait card", one("BR", "portrait-left", {"labels": "short", "phones": ("mobile",), "social": ("instagram",)}, text="lato", display="lato", turn=3), {"surface": "cloth", "size": (1500, 2000), "tilt_deg": (5, 5)}),
    Sample("in-classic.webp", "title, certificate line, WebP", one("IN", "classic", {"labels": "short", "after": ".", "slogan": True, "phones": ("work", "mobile", "mobile"), "extra": ()}, text="liberation", display="noto-serif", turn=2), {"surface": "dark", "tilt_deg": (-7, -7)}),
    Sample("in-dense.jpg", "many values, values joined on a line", one("IN", "top-band", {"labels": "letter", "after": ":", "joined": 2, "phones": ("work", "fax", "mobile"), "emails": 2, "titles": 2}, text="roboto-condensed", display="roboto", turn=-1), {"surface": "paper", "tilt_deg": (4, 8)}),
    Sample("pl-turned-90.jpg", "card lies at 90 degrees", one("PL", "corner", {"labels": "short"}, text="noto-sans", display="noto-sans", turn=91), {"surface": "felt", "size": (1500, 2000), "tilt_deg": (8, -3)}),
    Sample("pl-exif-6.jpg", "stored turned, marked by EXIF orientation 6", one("PL", "two-tone", {"labels": "none", "url": "bare"}, text="lato", display="lato", turn=-3), {"surface": "wood", "size": (1600, 2000), "tilt_deg": (9, 9)}, 0.86, 6),
    Sample("se-shaded.jpg", "colour gradient, light text; 12 megapixels", one("SE", "shaded", {"labels": "none", "phones": ("mobile",), "url": "bare"}, text="quicksand", display="quicksand", turn=6), {"surface": "stone", "size": (4032, 3024), "noise": 0.7, "blur_px": 1.1, "tilt_deg": (-9, 6)}, 0.66, 1, 76),
    Sample("se-back.jpg", "back side: logo and slogan, no name", one("SE", "back-solid", {"back": True}, text="lato", display="lato", turn=-5), {"surface": "cloth", "tilt_deg": (6, 6)}),
    Sample("it-glare.jpg", "glare of a lamp", one("IT", "classic", {"labels": "letter", "after": ".", "phones": ("work", "mobile")}, text="biolinum", display="libertine", body_pt=8.0, turn=4), {"surface": "dark", "light": "glare", "tilt_deg": (11, -8)}),
    Sample("it-phone.heic", "HEIC as phones store it", one("IT", "right", {"labels": "short", "phones": ("work", "mobile", "fax"), "social": ("linkedin",)}, text="cantarell", display="cantarell", turn=-7), {"surface": "wood", "tilt_deg": (9, 2)}, 0.8, 1, 55),
    Sample("jp-romanised.jpg", "Japanese card in Latin letters", one("JP", "columns", {"labels": "long", "after": ":", "department": True, "phones": ("work", "mobile", "fax")}, text="inter", display="inter", turn=1), {"surface": "stone", "tilt_deg": (6, 3)}),
    Sample("jp-second-script.jpg", "Japanese name in kanji and Latin letters", one("JP", "classic", {"labels": "short", "second_script": True, "phones": ("work", "mobile")}, text="cjk", display="cjk", turn=-2), {"surface": "wood", "tilt_deg": (5, -4)}),
    Sample("au-code.jpg", "QR code with a vCard", one("AU", "with-code", {"labels": "letter", "qr": "vcard", "phones": ("work", "mobile")}, text="open-sans", display="open-sans", turn=2), {"surface": "paper", "tilt_deg": (7, 7)}),
    Sample("au-two-people.jpg", "two people on one card", one("AU", "pair", {"labels": "letter", "people": 2, "phones": ("mobile",), "url": "www"}, text="carlito", display="carlito", turn=-1), {"surface": "wood", "tilt_deg": (6, 4)}),
    Sample("three-cards.jpg", "three cards on one photo", (("US", "top-band", {"labels": "letter"}, {"turn": 7, "at": (-50, -34)}), ("DE", "centred", {"labels": "none", "phones": ("work",)}, {"turn": -9, "at": (52, -26), "dark": True}), ("FR", "edge-stripe", {"labels": "short"}, {"turn": 3, "at": (2, 44)})), {"surface": "felt", "size": (2800, 2100), "noise": 1.6, "tilt_deg": (7, 5)}, 0.9),
    Sample("us-flat.png", "the printer's own picture, no camera", one("US", "bottom-band", {"labels": "icon", "phones": ("work", "mobile", "fax")}, text="roboto", display="roboto", badge="", turn=0, texture=0.0), {"surface": "scan-glass", "light": "scan", "size": (1400, 900), "noise": 0, "blur_px": 0}, 0.9),
    Sample("gb-scan.pdf", "flatbed scan in a PDF", one("GB", "with-code-band", {"labels": "short", "qr": "url", "phones": ("work", "mobile")}, text="noto-sans", display="noto-serif", turn=1.2, texture=1.0), {"surface": "scan-glass", "light": "scan", "size": (1600, 1200), "noise": 1.0, "blur_px": 0.5}, 0.7),
    Sample("us-portrait-dim.jpg", "portrait, coloured head, dim light, a moving hand", one("US", "portrait-band", {"labels": "letter", "after": ":", "phones": ("mobile",), "adorned": 1.0}, text="lato", display="lato", turn=-4), {"surface": "dark", "light": "dim", "size": (1500, 2000), "noise": 3.5, "motion_px": 2, "tilt_deg": (8, 6)}),
)  # fmt: skip


def picture(sample: Sample, seed: int) -> tuple[Picture, np.random.Generator]:
    """The picture of a sample and the generator that takes it."""
    rng = np.random.default_rng([seed, *sample.name.encode()])
    designs = []
    for country, layout, wishes, wanted in sample.cards:
        text = compose(rng, Wishes(**{"country": country, "adorned": 0.15, **wishes}))
        look = dict(wanted)
        turn, at, dark = look.pop("turn", 0.0), look.pop("at", (0.0, 0.0)), look.pop("dark", False)
        style = replace(random_style(rng, country, dark=dark), palette=palette(rng, dark=dark))
        plain = {"spread": 0.0, "leading": 1.36, "name_pt": 12.5, "firm_pt": 10.5, "role_pt": 8.0, "body_pt": 7.4, "name_bold": True}
        designs.append(Design(text, BY_NAME[layout], replace(style, **{**plain, "text": "open-sans", "display": "lato", **look}), at, turn))
    made = Picture(sample.name, tuple(designs), Shot(**sample.shot), sample.orientation, sample.quality, (sample.why,))
    return fit_span(made, sample.share), rng
