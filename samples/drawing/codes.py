"""What a QR code on a card says."""

from __future__ import annotations

from typing import Any


def payload(kind: str, truth: dict[str, Any], domain: str) -> str:
    """What the QR code says: the address of the firm's page, or a vCard."""
    if kind == "url":
        return f"https://{domain}/"
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{truth['family']};{truth['given']};;{truth['prefix'] or ''};{truth['suffix'] or ''}",
    ]
    lines += [f"FN:{truth['name']}", f"ORG:{truth['organization'].replace(',', chr(92) + ',')}"]
    lines += [f"TITLE:{title.replace(',', chr(92) + ',')}" for title in truth["titles"][:1]]
    kinds = {"mobile": "CELL", "fax": "FAX"}
    lines += [f"TEL;TYPE={kinds.get(value['type'], 'WORK')}:{value['e164']}" for value in truth["phones"]]
    lines += [f"EMAIL:{value}" for value in truth["emails"]]
    return "\r\n".join([*lines, "END:VCARD"])
