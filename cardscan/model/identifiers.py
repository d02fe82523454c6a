"""Make identifiers from a photo's bytes.

The same photo always gives the same identifiers, however often a scan is restarted, and nobody without the photo can
guess them.
"""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.UUID("5d7c1f0e-54d5-4b62-9b58-2c7d4f6f3a11")


def contact_uid(sha256: str, index: int) -> str:
    """Return the identifier ("urn:uuid:...") of the contact made from this card of the photo with these bytes."""
    return uuid.uuid5(_NAMESPACE, f"contact {sha256} {index}").urn


def draft_token(sha256: str, index: int) -> str:
    """Return the token, hexadecimal, for the Message-ID of the letter about this card."""
    return uuid.uuid5(_NAMESPACE, f"draft {sha256} {index}").hex
