"""Split a printed line with a person's name into its parts."""

from __future__ import annotations

import re

from cardscan.locales.countries import known_country
from cardscan.model.pronouns import without_pronouns
from cardscan.model.reading import PersonName
from cardscan.reading.parsing.evidence.lexicons import fold, words
from cardscan.reading.parsing.evidence.scripted import surname_of
from cardscan.reading.parsing.names.post_nominals import is_degree, take_post_nominals

# Longest first, so that "Prof. Dr." goes before "Dr."; a full stop or a space must follow each.
_HONORIFIC = re.compile(
    r"(?:(?:prof(?:essor|\.ssa|ª)?|dra?|hab|inż|inz|avv(?:\.ssa)?|rag|geom|arch|mr|mrs|ms|miss|mx|sir|dame|lord|lady|er|ar|adv|capt(?:ain)?|col|lt|maj|gen|rev|fr|hon|"
    r"herr|frau|hr|fr|mme|mlle|m|sri|shri|smt|kum|dipl|ing|mag|dott\.ssa|dott|sig\.ra|sig|sr|sra|srta|d|dña|don|doña|eng|engº|"
    r"arq|lic|ir|drs|mgr|bc|ca|cs|pastor|mag|di|mba|h\.\s?c|rer|nat|med|jur|phil|iur|univ|apl|kfm|kffr)\b\.?"
    r"(?:\s?-?\s?(?:ing|kfm|kffr|phys|chem|inf|volksw|betriebsw|psych|päd|math|biol|geol|geogr|soz|med|jur|rer|nat|h\.?c|oec|iur|"
    r"wirt|des|arch|ök|wi|techn|agr|mont)\b\.?|\s?\((?:fh|univ|ba|dh|tu)\.?\))*\s*)",
    re.IGNORECASE,
)
# Honorifics that are given names or initials if no full stop follows.
_NEEDS_STOP = frozenset(
    [
        "m",
        "d",
        "er",
        "ar",
        "fr",
        "ca",
        "cs",
        "ing",
        "sr",
        "di",
        "mag",
        "lic",
        "ir",
        "rev",
        "nat",
        "med",
        "phil",
        "hon",
        "sig",
        "kfm",
        "kffr",
        "hab",
        "inz",
        "rag",
        "geom",
        "arch",
    ]
)
_SUFFIX = re.compile(r"[,\s]+(jr|sr|snr|jnr|ii|iii|iv)\b\.?$", re.IGNORECASE)

# A word with letters and two digits is a postal code or a model, not a name.
_CODE = re.compile(r"\b(?=\w*[^\W\d_])\w*\d\w*\d")
# Longer names do not exist, and the patterns above take seconds on thousands of characters.
LONGEST = 300

# What separates two persons on one line. A word separates given names only: "Melo e Castro" is one family name.
_MARK_BETWEEN = re.compile(r"\s*[/&+]\s*")
_WORD_BETWEEN = re.compile(r"\s+(?:e|y|i|et|and|und|en|og|och|oder|or|ou|o)\s+", re.IGNORECASE)


def persons_in(text: str, *, country: str | None = None) -> list[PersonName]:
    """Return everybody whom a line names: "Ada & Bo Example" are two, and so are "Ada / Bo".

    A text without a person's name gives none.
    """
    whole = parse_name(text, country=country)
    text = text[:LONGEST]
    bare, _ = take_post_nominals(text)  # "MD/PhD" is not two persons
    parts = _apart(text)
    if not parts or parts == [text] or _apart(bare) == [bare]:
        return [whole] if whole else []
    # "Ada & Bo Example" share their family name; "Ada / Bo Example" do not.
    shared = "/" not in text and len(parts[0].split()) == 1 and len(parts[-1].split()) > 1
    family = parts[-1].split(maxsplit=1)[1] if shared else ""
    texts = [f"{part} {family}" if family and len(part.split()) == 1 else part for part in parts]
    persons = [person for part in texts if (person := parse_name(part, country=country))]
    return persons or ([whole] if whole else [])


def only_given_names(text: str) -> bool:
    """Whether a text names several persons by given names only ("Ada / Bo Maria"); the list must know half of them.

    No list holds every name, and a firm does not put "/" between its words.
    """
    parts = [part.split() for part in text.split("/") if part.strip()]
    alike = all(len(part) <= 2 and all(word.isalpha() and word.istitle() for word in part) for part in parts)
    known = sum(fold(part[0]) in words("given") for part in parts)
    everyday = any(
        fold(word) in words(name) for part in parts for word in part for name in ("organization_words", "departments")
    )
    return len(parts) > 1 and alike and not everyday and 2 * known >= len(parts)


def _apart(text: str) -> list[str]:
    """Return the texts between the marks that separate persons; parts that hold a number are not persons."""
    parts = [part for part in _MARK_BETWEEN.split(text) if re.search(r"[^\W\d_]{2}", part)]
    if any(is_degree(p) or fold(p) in words("organization_words") for p in parts):
        return [text]  # "Ada Example, M.Sc. & MBA", "Example & Sons"
    found: list[str] = []
    for part in parts:
        names = _WORD_BETWEEN.split(part)
        firsts = [fold(name.split()[0]) for name in names if name.split()]
        apart = len(firsts) == len(names) > 1 and (
            (len(names[0].split()) == 1 and firsts[0] in words("given"))
            or all(first in words("given") for first in firsts)
        )
        found += names if apart else [part]
    without = [part for part in found if not re.search(r"\d.*\d", part)]
    return without or found


def parse_name(text: str, *, country: str | None = None) -> PersonName | None:
    """Split a printed name into its parts; None when nothing of it is left.

    ALL CAPITALS become natural case; mixed case stays as printed ("McAda", "de la Example").
    """
    rest = without_pronouns(_capital_i(_letters_for_digits(text[:LONGEST])).strip(" \t,;:.-–|/*•·_\"'“”"))
    rest, honorific = take_honorifics(rest)
    rest, degrees = take_post_nominals(rest)
    rest, suffix = take_suffix(rest)
    suffix = suffix.rstrip(".") if suffix else None
    rest = re.sub(r"^(?:\d+\s+)+|(?:\s+\d+)+$", "", rest)  # an icon that was read as a digit
    rest = re.sub(r"[\s,]+$", "", re.sub(r"\s+", " ", rest)).strip(" ,;:-–")
    if not re.search(r"[^\W\d_]", rest) or _HONORIFIC.fullmatch(rest + ".") or _CODE.search(rest):
        return None
    if re.fullmatch(r"[^,]+,\s*[^,]+", rest):  # "Example, Ada"
        last, first = (part.strip() for part in rest.split(",", 1))
        if last.count(" ") <= 1 and (fold(first) in words("given") or not re.fullmatch(r"(?:[A-Z]\.?\s?)+", first)):
            rest = f"{first} {last}"
    given, family = split_name(rest, country)
    full = natural_case(rest)
    if given and family and " " in rest:  # cased within the whole name: a particle is low only after a given name
        family_first = rest.startswith(family)
        count = len((family if family_first else given).split())
        parts = full.split()
        head, tail = " ".join(parts[:count]), " ".join(parts[count:])
        given, family = (tail, head) if family_first else (head, tail)
    if suffix:
        full = f"{full} {suffix}"
    if honorific:
        full = f"{honorific} {full}"
    return PersonName(
        full=full,
        given=natural_case(given) if given and not family else given,
        family=family,
        honorific=honorific or None,
        suffix=suffix,
        post_nominals=degrees,
    )


def without_honorific(name: str) -> str:
    """Return "Ada Example" for "Dr. Ada Example"."""
    return take_honorifics(name)[0]


def is_honorific(text: str) -> bool:
    """Whether a text is nothing but honorifics ("Prof. Dr.", "Dipl.-Kfm.")."""
    bare = text.strip(" ,")
    return len(bare) > 1 and take_honorifics(f"{bare} Name")[0] == "Name"


def _letters_for_digits(text: str) -> str:
    """Replace digits in a name: readers take "O" for 0 and "l" for 1 ("0'Example"). Two digits in a word are a code."""

    def mend(match: re.Match[str]) -> str:
        word = match.group(0)
        low = str.maketrans("015", "OIS" if word.upper() == word else "ols")
        return word[0].translate(str.maketrans("015", "OIS")) + word[1:].translate(low)

    return re.sub(r"\b(?=[\w'’]*[^\W\d_]{2})(?=[\w'’]*[015])(?!\w*\d\w*\d)[\w'’]+", mend, text)


def _capital_i(text: str) -> str:
    """Repair "l" read for "I" ("lNGRID"): words of a name begin with a capital, and few with "l" and a consonant."""
    if not re.search(r"\b[^\W\d_a-z]", text):
        return text  # written without capitals

    def mend(match: re.Match[str]) -> str:
        word, rest = match.group(0), match.group(1)
        first = match.start() == 0 and fold("i" + rest) in words("given")  # "lan Example", "lara Example"
        if rest.isupper() or rest[0] not in "aeiouylh" or first or (_is_known("i" + rest) and not _is_known(word)):
            return "I" + rest
        return word

    return re.sub(r"\bl([^\W\d_]{2,})", mend, text)


def _is_known(word: str) -> bool:
    return fold(word) in words("given") or fold(word) in words("family")


def take_suffix(text: str) -> tuple[str, str | None]:
    """Split off a suffix: "Ada Example, Jr." -> ("Ada Example", "Jr.")."""
    match = _SUFFIX.search(text)
    return (text[: match.start()], match.group().strip(" ,")) if match else (text, None)


def take_honorifics(text: str) -> tuple[str, str]:
    """Split off honorifics: "Dr. Ada Example" -> ("Ada Example", "Dr.")."""
    taken: list[str] = []
    rest = text
    while match := _HONORIFIC.match(rest):
        token = match.group(0).strip()
        bare = fold(token).rstrip(".")
        following = rest[match.end() :]
        if not re.match(r"[^\W\d_]", following) or (bare in _NEEDS_STOP and not token.endswith(".")):
            break
        # "M. Example" is an initial more often than a Monsieur; a capital letter alone is never a title.
        if len(bare) == 1:
            break
        taken.append(token)
        rest = following
    return rest, " ".join(taken)


def split_name(name: str, country: str | None) -> tuple[str | None, str | None]:  # noqa: C901 - the parts of a name in their order
    """Return given and family name; (None, None) where they cannot be known."""
    parts = name.split()
    if len(parts) == 1:
        if any(ord(c) > 0x2E80 for c in name):
            surname = surname_of(name)  # there is no space after it
            return (name[len(surname) :], surname) if surname else (None, None)
        return name, None
    if any(ord(c) > 0x2E80 for c in name):  # Chinese, Japanese, Korean with a space: the family name comes first
        return " ".join(parts[1:]), parts[0]
    capitals = [p.isupper() and len(p) > 2 and "." not in p for p in parts]  # "J.R." are initials
    if any(capitals) and not all(capitals) and not name.isupper():
        first = capitals.index(True)
        if all(capitals[first:]) or all(p.isupper() or fold(p) in words("particles") for p in parts[first:]):
            while first > 1 and (
                fold(parts[first - 1]) in words("particles")
                or (parts[first - 1].isupper() and len(parts[first - 1]) == 2)
            ):
                first -= 1
            if first > 0:
                return " ".join(parts[:first]), " ".join(parts[first:])
        if first == 0 and capitals[0] and not any(capitals[1:]):
            return " ".join(parts[1:]), parts[0]
    if known_country(country).family_first:
        return " ".join(parts[1:]), parts[0]
    first = len(parts) - 1
    if len(parts[-1].rstrip(".")) == 1:  # "Ramu K." ends in an initial
        return parts[0], " ".join(parts[1:])
    while first > 1 and fold(parts[first - 1]) in words("particles"):
        first -= 1
    # Iberian names carry two family names, so the word before the last may belong to the family name.
    if known_country(country).two_family_names and first > 1 and len(parts) >= 3:
        before = fold(parts[first - 1])
        if before in words("family") and before not in words("given"):
            first -= 1
            while first > 1 and fold(parts[first - 1]) in words("particles"):
                first -= 1
    return " ".join(parts[:first]), " ".join(parts[first:])


# Particles that are lower case within a name; French "Le" and "La" are not.
LOW_PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "del", "da", "das", "dos", "do", "zu", "zum", "zur", "bin"}
)


def natural_case(name: str) -> str:
    """Turn ALL CAPITALS into Natural Case; words that are not all capitals stay as printed."""
    parts = name.split()
    return " ".join(_natural_word(part, first=i == 0) for i, part in enumerate(parts))


def _natural_word(word: str, *, first: bool) -> str:
    letters = [c for c in word if c.isalpha()]
    if len(letters) < 2 or not word.isupper() or "." in word.rstrip("."):
        return word
    # Two capitals are initials ("KV Example"), unless they are a known name or particle ("BO", "LE").
    folded = fold(word)
    known = folded in words("given") or folded in words("family") or (folded in words("particles") and not first)
    if len(letters) == 2 and word.isalpha() and not (known and re.search(r"[aeiouy]", folded)):
        return word
    if folded in LOW_PARTICLES and not first:
        return word.lower()
    text = "".join(p.capitalize() for p in re.split(r"([-'’])", word))
    if re.match(r"D['’]", text) and not first:
        text = "d" + text[1:]
    return re.sub(r"^Mc(\w)", lambda m: "Mc" + m.group(1).upper(), text)
