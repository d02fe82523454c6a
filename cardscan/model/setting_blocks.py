"""List the keys, blocks and rules that a class of settings declares; a block is a field that is a dataclass itself."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any

from cardscan.model.settings import FILLED, RULE, Rule


def blocks_of(settings: type) -> dict[str, Any]:
    """Return the blocks by name, each with its class."""
    hints = typing.get_type_hints(settings)
    names = (item.name for item in dataclasses.fields(settings))
    return {name: hints[name] for name in names if dataclasses.is_dataclass(hints[name])}


def keys_of(settings: type) -> dict[str, Any]:
    """Return every key that can be set, with its type; those of a block are dotted ("ocr.languages")."""
    hints, blocks = typing.get_type_hints(settings), blocks_of(settings)
    keys: dict[str, Any] = {
        item.name: hints[item.name] for item in dataclasses.fields(settings) if item.name not in blocks
    }
    for name, block in blocks.items():
        inner = typing.get_type_hints(block)
        fields = [item for item in dataclasses.fields(block) if FILLED not in item.metadata]
        keys.update({f"{name}.{item.name}": inner[item.name] for item in fields})
    return keys


def filled_of(settings: type) -> dict[str, str]:
    """Return the fields that take their value from another block's setting, each with that setting's key."""
    return {
        f"{name}.{item.name}": item.metadata[FILLED]
        for name, block in blocks_of(settings).items()
        for item in dataclasses.fields(block)
        if FILLED in item.metadata
    }


def rules_of(settings: type) -> dict[str, Rule]:
    """Return the rules that are declared beside the settings, by key."""
    found = {item.name: item.metadata.get(RULE) for item in dataclasses.fields(settings)}
    for name, block in blocks_of(settings).items():
        found |= {f"{name}.{item.name}": item.metadata.get(RULE) for item in dataclasses.fields(block)}
    return {key: rule for key, rule in found.items() if rule is not None}
