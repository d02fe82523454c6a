"""List the mail services at which anybody can have an address (data: `free_mail.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cardscan.locales.strict_toml import read_toml


@dataclass(frozen=True, slots=True)
class MailServices:
    """The content of `free_mail.toml`.

    Attributes:
        services: Name of a service -> its hosts, common on cards; the bare name says nothing of a firm either.
        other_hosts: Hosts whose first part may be a firm's name under another ending.
    """

    services: Mapping[str, tuple[str, ...]]
    other_hosts: tuple[str, ...]


def load_free_mail(path: Path) -> MailServices:
    """Return the mail services of a file.

    Raises:
        LocaleFileError: The file has an unknown key, lacks one, or has a value of a wrong type.
    """
    return read_toml(path, MailServices)


_SERVICES = load_free_mail(Path(__file__).with_name("free_mail.toml"))

# Domains of addresses that say nothing about an employer.
FREE_MAIL = frozenset((*_SERVICES.other_hosts, *(host for hosts in _SERVICES.services.values() for host in hosts)))
# The parts of such domains that would otherwise name a firm: "yahoo" in "yahoo.example".
FREE_MAIL_NAMES = frozenset(_SERVICES.services)
