"""Define every error that a user can meet, each with its exit code.

CardscanError                      a sentence with the fact and the next step
├── PhotoError                     one photo could not be read; the batch goes on
│   ├── UnreadablePhotoError       empty, cut short, not a picture, no permission
│   ├── PhotoTooLargeError         more bytes or pixels than the limits allow
│   ├── CardNotFoundError          a picture, but no card in it
│   └── WorkerFailedError          the isolated worker died, or ran out of time or memory
├── UsageError                     a flag or argument that makes no sense
│   ├── UnclearLineError           a line does not say for sure whether they wrote, you did, or you talked
│   └── OptOutLineError            a line says that they want no more letters, which needs a yes
├── ConfigError                    cardscan.toml, the environment or event.toml is wrong
│   └── TemplateError              a template that does not parse or misses a variable
├── MissingComponentError          an engine, language or program is not installed
├── PluginError                    a plug-in raised an exception, or returned what its interface does not allow
├── ImportFileError                an address book file cannot be read
├── ServerError                    a server cannot be reached, refuses, or answers nonsense
├── OutputError                    a file could not be written (disk full, no permission)
├── StoreError                     the store cannot be opened, read or written
│   ├── NotFoundError              nothing in the store has this number
│   ├── NotAllowedError            a step that the rules do not allow now (letter not approved, already sent)
│   ├── LeaseLostError             another program has taken over this photo
│   ├── StoreBusyError             another process wrote to the store for longer than we wait
│   └── StoreFullError             the disk has no room for the write
├── ChangedMeanwhileError          something changed since it was shown; nothing is overwritten
└── StoppedError                   the user stopped it; what was done is kept

Exit codes are a contract: scripts rely on them.
"""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """The exit code of the process."""

    OK = 0
    FAILED = 1
    USAGE = 2
    CONFIG = 3
    MISSING = 4
    STORE = 5
    INTERRUPTED = 130


class CardscanError(Exception):
    """Base of all errors that a person sees as one sentence, without a traceback."""

    exit_code = ExitCode.FAILED


class PhotoError(CardscanError):
    """One photo could not be read; the other photos are not affected."""

    def __init__(self, photo: str, reason: str) -> None:
        self.photo, self.reason = photo, reason
        super().__init__(photo, reason)  # both, so that it survives pickling between processes

    def __str__(self) -> str:
        return f"{self.photo}: {self.reason}"


class UnreadablePhotoError(PhotoError):
    """The file is empty, cut short, not a picture, or may not be read."""


class PhotoTooLargeError(PhotoError):
    """The file has more bytes or pixels than the limits allow."""


class CardNotFoundError(PhotoError):
    """The picture decodes, but no card could be found in it."""


class WorkerFailedError(PhotoError):
    """The isolated worker that read this photo died, or ran out of time or memory."""


class UsageError(CardscanError):
    """A flag or argument that makes no sense."""

    exit_code = ExitCode.USAGE


class UnclearLineError(UsageError):
    """A line about what happened later does not say for sure who wrote or spoke; nothing was stored."""

    def __init__(self, line: str) -> None:
        self.line = line
        super().__init__(line)  # the line as given, so that it survives pickling between processes

    def __str__(self) -> str:
        return (
            f'"{self.line[:80]}" does not say for sure whether they wrote, you did, or you talked; nothing was stored'
        )


class OptOutLineError(UsageError):
    """A line says that somebody wants no more letters; nothing was stored, because that needs a person's yes."""

    def __init__(self, line: str) -> None:
        self.line = line
        super().__init__(line)

    def __str__(self) -> str:
        return f'"{self.line[:80]}" asks for no more letters; nothing was stored'


class ConfigError(CardscanError):
    """A configuration file, environment variable or event.toml is wrong."""

    exit_code = ExitCode.CONFIG


class TemplateError(ConfigError):
    """A template does not parse, or uses an unknown variable."""


class MissingComponentError(CardscanError):
    """An engine, a language or a program is not installed; the message says how to get it."""

    exit_code = ExitCode.MISSING


class PluginError(CardscanError):
    """A plug-in named in cardscan.toml raised, or returned what its interface does not allow; the message names it."""


class ImportFileError(CardscanError):
    """An address book file cannot be read, is too large, or has another format."""


class ServerError(CardscanError):
    """A server that the user named cannot be reached, refuses, or gives an answer that makes no sense."""


class OutputError(CardscanError):
    """A file could not be written: disk full, no permission, or a folder in its place."""


class StoreError(CardscanError):
    """The store cannot be opened, read or written."""

    exit_code = ExitCode.STORE


class NotFoundError(StoreError):
    """No contact, card, letter, touch or promise has this number, or the contact was merged into another one."""


class StoreBusyError(StoreError):
    """Another process kept writing to the store for longer than we wait."""


class StoreFullError(StoreError):
    """The disk has no room for what the store wants to write; none of that write was kept."""


class ChangedMeanwhileError(CardscanError):
    """Another process or window changed this since it was shown; that change is kept and nothing was overwritten."""


class NotAllowedError(StoreError):
    """The rules do not allow this step in the current state, for example sending a letter that nobody approved."""

    exit_code = ExitCode.FAILED


class LeaseLostError(StoreError):
    """Another program took over this photo in the meantime; what this program read from it is dropped."""


class StoppedError(CardscanError):
    """The user stopped the command; the message says what is kept and how to continue."""

    exit_code = ExitCode.INTERRUPTED
