"""List the codes of languages and countries, and what people write in place of them."""

from __future__ import annotations

import functools
import importlib.resources

# ISO 639-1, all 183 two-letter codes in force (Library of Congress, registration authority; none was added since 2003).
_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng
nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su
sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGE_CODES = frozenset(_LANGUAGES.split())
# What people write for a country that ISO 3166-1 names differently.
COUNTRY_HINTS = {
    "uk": "GB", "en": "GB", "great britain": "GB", "united kingdom": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "el": "GR", "usa": "US", "america": "US", "united states of america": "US", "sp": "ES", "ja": "JP",
    "jpn": "JP", "deu": "DE", "ger": "DE", "deutschland": "DE", "aut": "AT", "österreich": "AT", "osterreich": "AT",
    "che": "CH", "schweiz": "CH", "suisse": "CH", "svizzera": "CH", "sui": "CH", "fra": "FR", "ita": "IT",
    "italia": "IT", "esp": "ES", "españa": "ES", "espana": "ES", "ned": "NL", "nld": "NL", "nederland": "NL",
    "holland": "NL", "por": "PT", "swe": "SE", "sverige": "SE", "dk": "DK", "danmark": "DK", "pol": "PL",
    "polska": "PL", "brasil": "BR", "bra": "BR", "chn": "CN", "kor": "KR", "korea": "KR", "ind": "IN", "can": "CA",
    "aus": "AU",
}  # fmt: skip
# Tesseract names languages by three letters (ISO 639-2/T); people write two letters, or the name.
TESSERACT_CODES = {
    "en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por", "sv": "swe",
    "da": "dan", "no": "nor", "nb": "nor", "fi": "fin", "pl": "pol", "cs": "ces", "hu": "hun", "ro": "ron",
    "tr": "tur", "el": "ell", "ru": "rus", "uk": "ukr", "ar": "ara", "he": "heb", "ja": "jpn", "ko": "kor",
    "zh": "chi_sim", "vi": "vie", "hi": "hin", "th": "tha",
}  # fmt: skip


@functools.cache
def countries() -> dict[str, str]:
    """Return ISO 3166-1 alpha-2 -> English name from the time zone database, plus Kosovo, whose numbers need a code."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
    rows = (row.split("\t", 1) for row in table.splitlines() if row and not row.startswith("#"))
    return dict(rows) | {"XK": "Kosovo"}
