"""What `cardscan setup` asks: keys of cardscan.toml, how they are asked, and what is offered without one."""

from __future__ import annotations

import pwd
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cardscan.errors import ConfigError
from cardscan.followup import load_cadences, template_dirs
from cardscan.followup.planning.budget import PlanSettings
from cardscan.mail import valid_address
from cardscan.model.plaintext import one_line

Answer = str | int | tuple[str, ...]

# What is typed to leave a value out of the file.
NOTHING = "-"

_LOCALE = re.compile(r"([a-z]{2,3})_([A-Z]{2})\b")
# Accounts are called "Debian Live user" or "Test Account" too; only what looks like a person is offered as a name.
_NO_PERSON = frozenset({"user", "account", "admin", "administrator", "guest", "test", "live", "session", "default"})
_IN_NAMES = str.maketrans("", "", "-'’.")
_FIRST_PERSON = 500  # the first user number of people on macOS; Linux begins at 1000, services are below


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        key: Of the settings: "sender.name".
        words: How it is asked.
        between: What parts the values of a list; empty: there is one value.
        number: The value is a whole number.
        tidy: Brings an answer into the form in which settings are written.
    """

    key: str
    words: str
    between: str = ""
    number: bool = False
    tidy: Callable[[str], str] = str

    def shown(self, answer: Answer | None) -> str:
        """The answer as it would be typed."""
        if isinstance(answer, tuple):
            return self.between.join(answer)
        return "" if answer is None else str(answer)

    def read(self, typed: str) -> Answer | None:
        """What was typed, as a value; None leaves the setting out.

        Raises:
            ConfigError: It cannot be one; the settings check the rest.
        """
        text = self.tidy(one_line(typed))
        if text in ("", NOTHING):
            return None
        if self.number:
            if not re.fullmatch(r"[0-9]{1,9}", text):
                raise ConfigError(f'"{text}" is no whole number; write one such as 5')
            return int(text)
        if self.between:
            return tuple(part for value in text.split(self.between.strip()) if (part := value.strip())) or None
        return text


def _codes(text: str) -> str:
    return "" if text.casefold() == "auto" else text.replace("+", ",")


QUESTIONS = (
    Question("sender.name", "Your name, as it stands under a letter"),
    Question("sender.email", "Your e-mail address"),
    Question("sender.signature", "Lines under your name, such as firm and phone, parted by |", between=" | "),
    Question("country", "Country of numbers printed without a country code, such as DE", tidy=str.upper),
    Question("followup.default_language", "Language of letters where nothing tells it, such as de", tidy=str.lower),
    Question("ocr.languages", "Languages on cards, such as eng,deu; auto finds them", between=",", tidy=_codes),
    Question("plan.new_per_week", "Letters and calls a week to new people", number=True),
    Question("plan.existing_per_week", "Letters and calls a week to people who have answered", number=True),
)


def offered(environment: Mapping[str, str], user: int) -> dict[str, Answer]:
    """What is offered where the user's file says nothing: from the account, the locale and the program's defaults.

    Args:
        environment: Usually os.environ.
        user: The number of the account, as of os.getuid().
    """
    plan = PlanSettings()
    language, country = _of_locale(environment, "LC_MESSAGES")[0], _of_locale(environment, "LC_TELEPHONE")[1]
    written = frozenset().union(
        *(codes for cadence in load_cadences(template_dirs()).values() for codes in cadence.languages.values())
    )
    found: dict[str, Answer] = {
        "sender.name": _name_of_account(user),
        "sender.email": valid_address(environment.get("EMAIL", "")) or "",
        "country": country,
        "followup.default_language": language if language in written else "en",
        "plan.new_per_week": plan.new_per_week,
        "plan.existing_per_week": plan.existing_per_week,
    }
    return {key: answer for key, answer in found.items() if answer != ""}


def _of_locale(environment: Mapping[str, str], part: str) -> tuple[str, str]:
    """Language and country of one part of the locale; empty where it names none, as C does."""
    value = next((text for name in ("LC_ALL", part, "LANG") if (text := environment.get(name))), "")
    match = _LOCALE.match(value)
    return (match[1], match[2]) if match else ("", "")


def _name_of_account(user: int) -> str:
    """The full name of the account, where it is surely a person's: two words or more, each a name."""
    try:
        name = one_line(pwd.getpwuid(user).pw_gecos.partition(",")[0], 100)
    except KeyError:
        return ""
    words = name.split()
    letters = all(word.translate(_IN_NAMES).isalpha() for word in words)
    spelled = len(words) > 1 and words[0][0].isupper() and any(char.isupper() for char in words[-1])
    person = user >= _FIRST_PERSON and not _NO_PERSON & set(name.casefold().split())
    return name if letters and spelled and person else ""
