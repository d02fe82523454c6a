"""What stands on a line of its own but belongs to the value beside it: titles of honour, legal forms, broken lines."""

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

# Lines of one value: not more apart than this, in heights of the smaller one.
MOST_APART = 0.9
# Halves of one title are set alike: their heights differ by less than this.
HEIGHTS_ALIKE = 1.3
# More fields of work on one line are services that a firm offers.
_MOST_FIELDS = 3
# Words that stand beside fields of work ("Quality Assurance Group", "Customer Success"), and in firms' names, too.
_BESIDE_FIELDS = frozenset(("assurance", "client", "clients", "group", "overseas", "success"))

# A line that begins so goes on from the line above: "ds. sprzedaży", "of Operations", "für Werkstoffe".
_GOES_ON = re.compile(
    r"(?:ds\.|d/s|of|for|and|de|des|du|da|do|di|del|della|dos|das|und|für|fur|et|y|e|i|og|och|voor|van|&|\+)\s",
    re.IGNORECASE,
)
# Words for departments in the languages of the letters; what follows says which department.
_DEPARTMENT_HEADS = frozenset(
    """
    abteilung bereich referat dezernat lehrstuhl fachbereich fakultat direzione ufficio reparto dipartimento
    departement pole departamento direccion dpto depto diretoria setor coordenacao dzial biuro wydzial zaklad katedra
    avdelning affarsomrade afdeling osasto oddeleni
    """.split()  # noqa: SIM905  a list of quoted words is harder to read
)
# The same, which begin titles, too ("Area Manager", "Direction artistique"): then no word for a job may follow.
_HEADS_OF_BOTH = frozenset(
    "department dept division faculty area service servizio servicio direction gerencia".split()  # noqa: SIM905
)


def honorific_before(group: Sequence[int], pieces: Sequence[Piece], free: Iterable[int]) -> int | None:
    """The piece right above a name, or right before it, that is nothing but a title of honour ("Dipl.-Ing.")."""
    first = pieces[group[0]].box
    for index in sorted(free):
        if index in group or not is_honorific(pieces[index].text):
            continue
        box = pieces[index].box
        if right_below(box, first) or in_row(box, first):
            return index
    return None


def legal_form_after(group: Sequence[int], pieces: Sequence[Piece], free: set[int]) -> int | None:
    """The piece right below an organisation, or right beside it, that is nothing but its legal form ("Sp. z o.o.").

    One that only ends in a legal form ("CONSEIL SARL") is the rest of a name that is set alike above it.
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
    """A text that begins with the word for a department, and says which one ("Dział Kadr", "Área de Innovación")."""
    said = tokens(text)
    if len(said) < 2:
        return False
    return said[0] in _DEPARTMENT_HEADS or (said[0] in _HEADS_OF_BOTH and not any(says_title(word) for word in said))


def is_field_of_work(piece: Piece) -> bool:
    """A line of which every word that means something is of departments ("Supply Chain", "Ricerca e Sviluppo").

    Several beside each other are what a firm offers.
    """
    said = [word for word in tokens(piece.text) if word not in CONNECTORS]
    if piece.parts > 1 or not 0 < len(said) <= _MOST_FIELDS:
        return False
    fields = [word in words("departments") for word in said]
    return any(fields) and all(field or word in _BESIDE_FIELDS for field, word in zip(fields, said, strict=True))


def goes_on(upper: Piece, lower: Piece) -> bool:
    """The lower line begins in the middle, right below the upper one and set like it."""
    return bool(_GOES_ON.match(lower.text + " ")) and set_alike(upper, lower)


def set_alike(upper: Piece, lower: Piece) -> bool:
    """The lower line stands right below the upper one, of its size and case, and shares its edge or its middle."""
    low, high = sorted((upper.box.height, lower.box.height))
    if high > HEIGHTS_ALIKE * low or not right_below(upper.box, lower.box):
        return False
    left = abs(upper.box.left - lower.box.left)
    right = abs(upper.box.right - lower.box.right)
    middle = abs(upper.box.center[0] - lower.box.center[0])
    return min(left, right, middle) < low and upper.text.isupper() == lower.text.isupper()


def right_below(upper: Box, lower: Box) -> bool:
    """The lower box begins right under the upper one, in its column."""
    low = min(upper.height, lower.height)
    below = lower.top - upper.bottom
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    return -0.5 * low < below < MOST_APART * low and shared > 0 and lower.center[1] > upper.center[1]
