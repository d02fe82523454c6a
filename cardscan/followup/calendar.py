"""Days: weekends, names of days and months, and a date written out in a language. Pure; knows no clock."""

from __future__ import annotations

from datetime import date

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")

# Monday first, as date.weekday() counts.
WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "pt": ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
}
MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "pt": (
        "janeiro", "fevereiro", "março", "abril", "maio", "junho",
        "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
    ),
}  # fmt: skip

SATURDAY = 5


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def written_out(day: date, language: str) -> str:
    """Weekday, day and month as a letter says them, without the year: "Friday, 27 November".

    In a language that is not ours 2026-11-27, which is read everywhere.
    """
    if language not in LANGUAGES:
        return day.isoformat()
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    first = {"fr": "1er", "it": "1°"}
    number = first.get(language, "1") if day.day == 1 else str(day.day)
    return {
        "en": f"{weekday}, {number} {month}",
        "de": f"{weekday}, den {number}. {month}",
        "fr": f"{weekday} {number} {month}",
        "es": f"{weekday} {number} de {month}",
        "it": f"{weekday} {number} {month}",
        "nl": f"{weekday} {number} {month}",
        "pt": f"{weekday}, {number} de {month}",
    }[language]
