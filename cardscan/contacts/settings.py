"""Define the settings of the address book on a CardDAV server."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.settings import line, setting, web_address


@dataclass(frozen=True, slots=True)
class CardDavSettings:
    """The address book on a server. Its password is in the keyring or the environment, never here.

    Attributes:
        url: URL of the server or of the address book itself; https, or http on this machine.
        user: User name to log in with.
    """

    url: str = setting("", web_address)
    user: str = setting("", line)
