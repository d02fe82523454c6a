"""Handle scripts other than Latin: which are installed, a reader for each, and how much of its script each read.

Terminology
    script      a way of writing: Japanese, Cyrillic, Arabic
    own letter  a letter that the script has and Latin does not
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr.engine import Engine, EngineTraits
from cardscan.reading.ocr.languages import languages_in

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

# Han letters with their repetition marks, and kana, in Unicode's blocks.
_HAN = "々〇〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KANA = "ぁ-ゖァ-ヺー"
HANGUL = "가-힣"
_KANA_LETTERS = re.compile(f"[{_KANA.replace('ー', '')}]")  # the long-vowel mark looks like a rule or a dash
# Letters and marks of scripts that put no spaces between words.
_SOLID = re.compile(rf"[{_HAN}{_KANA}・、。「」（）]")

# Syllables, and the marks that belong to a Korean word: "(주)".
_SYLLABLES = re.compile(r"[가-힣()]")
# Letters of one word stand less than this far apart, in heights of a letter, measured between Tesseract's rough boxes.
# Gaps within words of drawn cards reach 0.56; a wide space between two names is larger. Korean spaces start at 0.37.
JOIN_IN_HEIGHTS, JOIN_SYLLABLES = 0.7, 0.36
# Greek has been written with one accent since 1982. Its model knows all the older ones, and the micro sign.
_ACCENTS = {0x342: 0x301, 0x300: 0x301, 0x313: None, 0x314: None, 0x345: None, 0xB5: 0x3BC}
# Two words stand in one row if they share this part of the lower one's height.
ROW_OVERLAP = 0.5
# A letter counts as surely read if its word has this confidence.
SURE_LETTER = 0.6

# Russian legal forms, whose letters look like Latin letters and zeros.
_LIMITED = {"OOO": "ООО", "000": "ООО", "AO": "АО", "OAO": "ОАО", "3AO": "ЗАО", "3АО": "ЗАО", "ЗAO": "ЗАО"}


@dataclass(frozen=True, slots=True)
class Script:
    """One script, and the data that reads it.

    Attributes:
        name: Its common name: "Japanese".
        data: Names of Tesseract's data for it, best first.
        letters: A regex character class of its own letters.
        solid: Whether it puts no spaces between words, as Han letters do.
        kana: Whether it has kana among its letters.
    """

    name: str
    data: tuple[str, ...]
    letters: str
    solid: bool = False
    kana: bool = False

    @property
    def dense(self) -> bool:
        """Whether each of its letters is a syllable or a word."""
        return self.solid or self.letters == HANGUL

    def count(self, text: str) -> int:
        """Return how many letters of a text are its own."""
        return len(re.findall(f"[{self.letters}]", text))

    @property
    def package(self) -> str:
        """Return the Debian package that holds its data."""
        return "tesseract-ocr-" + self.data[0].replace("_", "-")


JAPANESE = Script("Japanese", ("jpn", "Japanese", "script/Japanese"), _HAN + _KANA, solid=True, kana=True)
SIMPLIFIED = Script("Chinese (simplified)", ("chi_sim", "HanS", "script/HanS"), _HAN, solid=True)
TRADITIONAL = Script("Chinese (traditional)", ("chi_tra", "HanT", "script/HanT"), _HAN, solid=True)
KOREAN = Script("Korean", ("kor", "Hangul", "script/Hangul"), HANGUL)
CYRILLIC = Script("Cyrillic", ("rus", "Cyrillic", "script/Cyrillic"), "Ѐ-ԯ")
GREEK = Script("Greek", ("ell", "Greek", "script/Greek"), "Ͱ-Ͽἀ-῾")
ARABIC = Script("Arabic", ("ara", "Arabic", "script/Arabic"), "ء-ي٠-ۿ")
HEBREW = Script("Hebrew", ("heb", "Hebrew", "script/Hebrew"), "א-ת")
# In the order in which they are tried. Readers of Han letters take longest, so they come last.
SCRIPTS = (CYRILLIC, GREEK, ARABIC, HEBREW, KOREAN, JAPANESE, SIMPLIFIED, TRADITIONAL)


@dataclass(frozen=True, slots=True)
class ScriptData:
    """Where the data of one script is stored.

    Attributes:
        languages: Names for Tesseract, the script's own first, then English where the folder has it.
    """

    script: Script
    languages: tuple[str, ...]
    folder: Path


def installed_scripts(folders: Sequence[Path]) -> tuple[ScriptData, ...]:
    """Return every script whose data is installed, in the order of SCRIPTS."""
    found = []
    for script in SCRIPTS:
        places = ((name, folder) for name in script.data for folder in folders)
        for name, folder in places:
            if (folder / f"{name}.traineddata").is_file():
                english = ("eng",) if "eng" in languages_in(folder) else ()
                found.append(ScriptData(script, (name, *english), folder))
                break
    return tuple(found)


class ScriptReader:
    """Reads one script; opens its engine on the first picture.

    It joins letters of scripts without spaces, because Tesseract gives many of them as separate words.
    """

    def __init__(self, script: Script, open_engine: Callable[[], Engine]) -> None:
        self.script = script
        self._open = open_engine
        self._engine: Engine | None = None

    @property
    def name(self) -> str:
        """Return the name of the engine beneath."""
        return self._opened().name

    @property
    def traits(self) -> EngineTraits:
        """Return the traits of the engine beneath."""
        return self._opened().traits

    def describe(self) -> str:
        """Return name, version and languages: "tesserocr 5.5.4 jpn+eng"."""
        return self._opened().describe()

    def read(self, pixels: Pixels, *, psm: int) -> tuple[Word, ...]:
        """See `Engine.read`."""
        words = self._opened().read(pixels, psm=psm)
        if self.script is GREEK:
            return tuple(replace(word, text=with_one_accent(word.text)) for word in words)
        if self.script is CYRILLIC:
            return tuple(replace(word, text=_LIMITED.get(word.text, word.text)) for word in words)
        return joined(words) if self.script.dense else words

    def _opened(self) -> Engine:
        if self._engine is None:
            self._engine = self._open()
        return self._engine


def share_read(words: Iterable[Word], script: Script) -> tuple[float, int]:
    """Return (share, number) of a script's own letters that were surely read; the share is of all letters."""
    own, everything = 0, 0
    for word in words:
        everything += sum(character.isalpha() for character in word.text)
        if word.confidence >= SURE_LETTER:
            own += script.count(word.text)
    return own / max(1, everything), own


def kana_share(words: Iterable[Word]) -> float:
    """Return the share of kana among surely read Japanese letters, 0 to 1; a Chinese card has none."""
    text = "".join(word.text for word in words if word.confidence >= SURE_LETTER)
    return len(_KANA_LETTERS.findall(text)) / max(1, JAPANESE.count(text))


def with_one_accent(text: str) -> str:
    """Return Greek text in today's spelling, with one kind of accent."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_ACCENTS))


def joined(words: Sequence[Word]) -> tuple[Word, ...]:
    """Join letters that follow each other closely into one word, in a script with few spaces or none."""
    groups: list[list[Word]] = []
    for word in words:
        if groups and _belongs(groups[-1][-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(group[0] if len(group) == 1 else _one(group) for group in groups)


def _belongs(last: Word, word: Word) -> bool:
    ends = last.text[-1], word.text[0]
    if all(_SOLID.match(end) for end in ends):
        reach = JOIN_IN_HEIGHTS
    elif all(_SYLLABLES.match(end) for end in ends) and min(len(last.text), len(word.text)) == 1:
        reach = JOIN_SYLLABLES
    else:
        return False
    height = max(last.box.height, word.box.height)
    # Sometimes the box of the first letters covers the whole line.
    follows = word.box.center[0] > last.box.left and word.box.right > last.box.left + 0.5 * height
    return _in_row(last.box, word.box) and follows and word.box.left - last.box.right < reach * height


def _one(group: Sequence[Word]) -> Word:
    letters = sum(len(word.text) for word in group)
    sure = sum(word.confidence * len(word.text) for word in group) / letters
    return Word("".join(word.text for word in group), Box.around(word.box for word in group), sure)


def _in_row(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= ROW_OVERLAP * min(one.height, other.height)
