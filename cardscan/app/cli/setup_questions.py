"""Define the questions of `cardscan setup`: their settings, their wording, and the values offered as defaults."""

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

# A person types this to leave a value out of the file.
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
        key: Key of the setting: "sender.name".
        words: The text of the question.
        between: The separator of a list's values; empty means that there is one value.
        number: Whether the value is a whole number.
        tidy: Converts an answer to the form in which settings are written.
    """

    key: str
    words: str
    between: str = ""
    number: bool = False
    tidy: Callable[[str], str] = str

    def shown(self, answer: Answer | None) -> str:
        """Return the answer as it would be typed."""
        if isinstance(answer, tuple):
            return self.between.join(answer)
        return "" if answer is None else str(answer)

    def read(self, typed: str) -> Answer | None:
        """Return the typed text as a value; None leaves the setting out.

        Raises:
            ConfigError: The text cannot be such a value; the settings check the rest.
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
    """Return defaults where the user's file has none: from the account, the locale and the program's defaults.

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
    """Return language and country of one locale category; empty if it names none, as with C."""
    value = next((text for name in ("LC_ALL", part, "LANG") if (text := environment.get(name))), "")
    match = _LOCALE.match(value)
    return (match[1], match[2]) if match else ("", "")


def _name_of_account(user: int) -> str:
    """Return the full name of the account if it surely is a person's: two words or more, each a name."""
    try:
        name = one_line(pwd.getpwuid(user).pw_gecos.partition(",")[0], 100)
    except KeyError:
        return ""
    words = name.split()
    letters = all(word.translate(_IN_NAMES).isalpha() for word in words)
    spelled = len(words) > 1 and words[0][0].isupper() and any(char.isupper() for char in words[-1])
    person = user >= _FIRST_PERSON and not _NO_PERSON & set(name.casefold().split())
    return name if letters and spelled and person else ""
