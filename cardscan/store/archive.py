"""Write the whole store as one file that any program can read, and read it back, for backup, restore and moving.

A zip archive of plain text:
    manifest.json          the schema, the number of rows of each table, and the time of the backup
    tables/NAME.jsonl      one row a line, as a JSON object; bytes (pictures) as base64 under {"base64": ...}
    drafts/*.eml           the letters' files

The format is the same for SQLite and PostgreSQL, so a store can move from one to the other. A backup of an older
version is restored as it was and then upgraded.
"""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan import __version__
from cardscan.errors import StoreError
from cardscan.store.schema import metadata

MANIFEST = "manifest.json"
FORMAT = "cardscan backup 1"

# Rows read and written at once; cards have pictures of some 100 KB.
ROWS = 200

# A longer row is not from a card of ours (a crop has some 100 KB).
MAX_LINE = 64 * 2**20


def write_archive(
    connection: Connection, stream: IO[bytes], letters: Mapping[str, Path], revision: str, now: datetime
) -> dict[str, int]:
    """Write all rows and the letters' files; return the number of rows by table.

    Args:
        letters: Name in the archive -> file. A file that is gone (sent and deleted) is left out.
    """
    counts: dict[str, int] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in metadata.sorted_tables:
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
                counts[table.name] = 0
                for row in _raw_rows(connection, table):
                    out.write(json.dumps(row, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
                    counts[table.name] += 1
        for name, file in letters.items():
            if file.is_file():
                archive.write(file, f"drafts/{name}")
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "schema": revision,
            "made": now.isoformat(),
            "rows": counts,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return counts


def read_manifest(archive: zipfile.ZipFile, where: str) -> dict[str, Any]:
    """Return the archive's manifest; StoreError if the archive is not a backup of cardscan."""
    try:
        manifest = json.loads(archive.read(MANIFEST))
        if manifest["format"] == FORMAT and isinstance(manifest["schema"], str) and isinstance(manifest["rows"], dict):
            return dict(manifest)
    except (KeyError, ValueError, TypeError):
        pass
    raise StoreError(f"{where}: is no backup of cardscan; name a file that `cardscan backup` wrote")


def read_rows(connection: Connection, archive: zipfile.ZipFile, manifest: Mapping[str, Any], where: str) -> None:
    """Insert the archive's rows, unchanged, into empty tables of the same schema.

    Raises:
        StoreError: The archive is damaged or was altered: rows are missing or do not fit.
    """
    tables = sa.MetaData()
    tables.reflect(connection, only=lambda name, _: name in manifest["rows"])
    for table in tables.sorted_tables:
        connection.execute(sa.delete(table))  # rows that a migration inserted, such as a key
    later: list[tuple[sa.Table, dict[str, Any]]] = []
    for table in tables.sorted_tables:
        count, batch = 0, []
        for row in _lines(archive, table.name, where):
            if set(row) - set(table.c.keys()):
                raise StoreError(
                    f"{where}: table {table.name} has columns that its schema does not know; it was changed"
                )
            values = {name: _value(table.c[name], value) for name, value in row.items()}
            if values.get("merged_into") is not None:  # may refer to a row that comes later
                later.append((table, dict(values)))
                values["merged_into"] = None
            batch.append(values)
            count += 1
            if len(batch) == ROWS:
                connection.execute(sa.insert(table), batch)
                batch = []
        if batch:
            connection.execute(sa.insert(table), batch)
        if count != manifest["rows"].get(table.name):
            raise StoreError(f"{where}: rows of {table.name} are missing; take another backup")
    for table, values in later:
        connection.execute(sa.update(table).where(table.c.id == values["id"]).values(merged_into=values["merged_into"]))
    if connection.dialect.name == "postgresql":
        _set_sequences(connection, tables)


def letters_in(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the letters' files by plain name; an entry with a path in its name is left out."""
    for info in archive.infolist():
        parts = PurePosixPath(info.filename).parts
        if len(parts) == 2 and parts[0] == "drafts" and parts[1] not in ("..", ".") and parts[1].endswith(".eml"):
            yield parts[1], archive.read(info)


def _raw_rows(connection: Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    """Yield the rows as the database holds them, without the conversions of our column types."""
    keys = list(table.primary_key.columns)
    columns = [sa.type_coerce(column, _plain_type(column)).label(column.name) for column in table.c]
    found = connection.execution_options(yield_per=ROWS).execute(sa.select(*columns).order_by(*keys))
    for row in found.mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain_type(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    return column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"base64": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def _value(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return base64.b64decode(value["base64"], validate=True)
    if isinstance(column.type, sa.DateTime):
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment if column.type.timezone else moment.replace(tzinfo=None)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column.type, sa.Boolean):
        return bool(value)
    return value


def _lines(archive: zipfile.ZipFile, name: str, where: str) -> Iterator[dict[str, Any]]:
    try:
        with archive.open(f"tables/{name}.jsonl") as stream:
            while line := stream.readline(MAX_LINE):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError(line[:20])
                yield row
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise StoreError(f"{where}: table {name} cannot be read from it; take another backup") from error


def _set_sequences(connection: Connection, tables: sa.MetaData) -> None:
    """Set the number sequences so that new rows come after the restored ones."""
    for table in tables.sorted_tables:
        key = table.c.get("id")
        if key is not None and isinstance(key.type, sa.Integer):
            sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, "id")))
            last = connection.scalar(sa.select(sa.func.max(key)))
            if sequence and last:
                connection.execute(sa.select(sa.func.setval(sequence, last)))
