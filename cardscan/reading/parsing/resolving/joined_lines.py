"""Join lines to the value beside them: honorifics, legal forms, and the second halves of broken lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.features import Piece
from cardscan.reading.parsing.evidence.lexicons import says_title, tokens, words
from cardscan.reading.parsing.evidence.word_roles import CONNECTORS
from cardscan.reading.parsing.lines.layout import in_row
from cardscan.reading.parsing.names.legal_forms import ends_in_form_of_words, ends_in_legal_form, is_legal_form
from cardscan.reading.parsing.names.name_parts import is_honorific

# Lines of one value lie no further apart than this, in heights of the smaller one.
MOST_APART = 0.9
# Halves of one title are set alike: their heights differ by less than this factor.
HEIGHTS_ALIKE = 1.3
# With more words than this, fields of work on one line are services that a firm offers.
_MOST_FIELDS = 3
# Words that stand beside fields of work ("Quality Assurance Group", "Customer Success"), and also in firms' names.
_BESIDE_FIELDS = frozenset(("assurance", "client", "clients", "group", "overseas", "success"))

# A line that begins like this continues the line above: "ds. sprzedaży", "of Operations", "für Werkstoffe".
_GOES_ON = re.compile(
    r"(?:ds\.|d/s|of|for|and|de|des|du|da|do|di|del|della|dos|das|und|für|fur|et|y|e|i|og|och|voor|van|&|\+)\s",
    re.IGNORECASE,
)
# Words for departments in several languages; the words after them say which department.
_DEPARTMENT_HEADS = frozenset(
    """
    abteilung bereich referat dezernat lehrstuhl fachbereich fakultat direzione ufficio reparto dipartimento
    departement pole departamento direccion dpto depto diretoria setor coordenacao dzial biuro wydzial zaklad katedra
    avdelning affarsomrade afdeling osasto oddeleni
    """.split()  # noqa: SIM905  a list of quoted words is harder to read
)
# Such words that also begin titles ("Area Manager", "Direction artistique"): then no word for a job may follow.
_HEADS_OF_BOTH = frozenset(
    "department dept division faculty area service servizio servicio direction gerencia".split()  # noqa: SIM905
)


def honorific_before(group: Sequence[int], pieces: Sequence[Piece], free: Iterable[int]) -> int | None:
    """Return the piece directly above a name, or directly before it, that is only an honorific ("Dipl.-Ing.")."""
    first = pieces[group[0]].box
    for index in sorted(free):
        if index in group or not is_honorific(pieces[index].text):
            continue
        box = pieces[index].box
        if right_below(box, first) or in_row(box, first):
            return index
    return None


def legal_form_after(group: Sequence[int], pieces: Sequence[Piece], free: set[int]) -> int | None:
    """Return the piece directly below or beside an organisation that is only its legal form ("Sp. z o.o.").

    A piece that merely ends in a legal form ("CONSEIL SARL") counts too, as the rest of a name set alike above it.
    """
    last = pieces[group[-1]]
    for index in sorted(free - set(group)):
        piece = pieces[index]
        if is_legal_form(piece.text) and (right_below(last.box, piece.box) or in_row(last.box, piece.box)):
            return index
        if (ends_in_legal_form(piece.text) or ends_in_form_of_words(piece.text)) and set_alike(last, piece):
            return index
    return None


def names_department(text: str) -> bool:
    """Whether a text begins with a word for a department, and says which one ("Dział Kadr", "Área de Innovación")."""
    said = tokens(text)
    if len(said) < 2:
        return False
    return said[0] in _DEPARTMENT_HEADS or (said[0] in _HEADS_OF_BOTH and not any(says_title(word) for word in said))


def is_field_of_work(piece: Piece) -> bool:
    """Whether every meaningful word of a line names a department ("Supply Chain", "Ricerca e Sviluppo").

    More words than `_MOST_FIELDS` are what a firm offers.
    """
    said = [word for word in tokens(piece.text) if word not in CONNECTORS]
    if piece.parts > 1 or not 0 < len(said) <= _MOST_FIELDS:
        return False
    fields = [word in words("departments") for word in said]
    return any(fields) and all(field or word in _BESIDE_FIELDS for field, word in zip(fields, said, strict=True))


def goes_on(upper: Piece, lower: Piece) -> bool:
    """Whether the lower line begins in mid-phrase, directly below the upper one and set like it."""
    return bool(_GOES_ON.match(lower.text + " ")) and set_alike(upper, lower)


def set_alike(upper: Piece, lower: Piece) -> bool:
    """Whether the lower line stands directly below the upper, in its size and case, and shares its edge or middle."""
    low, high = sorted((upper.box.height, lower.box.height))
    if high > HEIGHTS_ALIKE * low or not right_below(upper.box, lower.box):
        return False
    left = abs(upper.box.left - lower.box.left)
    right = abs(upper.box.right - lower.box.right)
    middle = abs(upper.box.center[0] - lower.box.center[0])
    return min(left, right, middle) < low and upper.text.isupper() == lower.text.isupper()


def right_below(upper: Box, lower: Box) -> bool:
    """Whether the lower box begins directly under the upper one, in its column."""
    low = min(upper.height, lower.height)
    below = lower.top - upper.bottom
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    return -0.5 * low < below < MOST_APART * low and shared > 0 and lower.center[1] > upper.center[1]
