"""All rows of a database as one compressed text, and back into empty tables of either engine.

Tables are read from the database itself, so that a file of rows needs no models of its time.
Each table begins with a line that names it and its columns; a line follows for each row.
"""

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

INDEX: Final = "offer_search"
"""The text index: each engine keeps it in its own way, and FTS5 in tables of its own."""

_INDEXED: Final = "SELECT rowid AS number, title, provider, about, taught FROM offer_search"
_HEADING: Final = (
    "setweight(to_tsvector('pathways', :title), 'A') || "
    "setweight(to_tsvector('pathways', :provider), 'B')"
)
_INTO_INDEX: Final = {
    "sqlite": (
        "INSERT INTO offer_search (rowid, title, provider, about, taught) "
        "VALUES (:number, :title, :provider, :about, :taught)"
    ),
    "postgresql": (
        "INSERT INTO offer_search (number, document, heading) "  # noqa: S608  # no text of anybody's
        f"VALUES (:number, {_HEADING} || setweight(to_tsvector('pathways', :about), 'C') || "
        f"setweight(to_tsvector('pathways', :taught), 'D'), {_HEADING})"
    ),
}
"""How the text index was filled when the rows were written."""

Row = dict[str, Any]


class Json(str):
    """The text of a JSON cell, to the letter: an empty cell is not the JSON value null."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table. Moments, days and bytes are Python's values, JSON is `Json`."""

    table: str
    rows: list[Row]


def reflect(connection: sa.Connection) -> list[sa.Table]:
    """Return the tables that a database has, those first that others point at."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [
        table
        for table in metadata.sorted_tables
        if not table.name.startswith(INDEX) and table.name != "alembic_version"
    ]


def read_rows(connection: sa.Connection) -> list[Rows]:
    """Return everything that a database holds but the text index, in the order it was kept."""
    return [Rows(table.name, _read_table(connection, table)) for table in reflect(connection)]


def _read_table(connection: sa.Connection, table: sa.Table) -> list[Row]:
    texts = {c.name for c in table.columns if isinstance(c.type, sa.JSON)}
    cells = [sa.cast(c, sa.Text).label(c.name) if c.name in texts else c for c in table.columns]
    found = connection.execute(sa.select(*cells)).mappings()
    return [
        {k: Json(v) if k in texts and v is not None else v for k, v in row.items()} for row in found
    ]


def read_index(connection: sa.Connection) -> Rows:
    """Return the text index of a database on SQLite."""
    found = connection.execute(sa.text(_INDEXED)).mappings()
    return Rows(INDEX, [dict(row) for row in found])


def save(path: Path, kept: Iterable[Rows]) -> None:
    """Write rows into a file; the same rows give the same bytes."""
    lines: list[str] = []
    for part in kept:
        names = list(part.rows[0]) if part.rows else []
        lines.append(json.dumps({"table": part.table, "columns": names}))
        lines.extend(
            json.dumps([_plain(row[name]) for name in names], ensure_ascii=False)
            for row in part.rows
        )
    text = "".join(f"{line}\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0))


def load(path: Path) -> list[Rows]:
    """Return the rows of a file."""
    return list(_parts(gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()))


def insert(connection: sa.Connection, kept: Iterable[Rows]) -> None:
    """Put rows into the empty tables of the time when they were saved."""
    there = {part.table: part.rows for part in kept}
    for table in reflect(connection):
        if rows := there.pop(table.name):
            _insert_table(connection, table, rows)
            _go_on_counting(connection, table)
    if rows := there.pop(INDEX, []):
        connection.execute(sa.text(_INTO_INDEX[connection.dialect.name]), rows)
    assert not there, f"no such tables: {sorted(there)}"


def _insert_table(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    cells: dict[str, Any] = {}
    for column in table.columns:
        is_json = isinstance(column.type, sa.JSON)
        given = sa.bindparam(f"given_{column.name}", type_=sa.Text() if is_json else column.type)
        # SQLite keeps JSON as the text that it is; a cast would make a number of it.
        is_cast = is_json and connection.dialect.name == "postgresql"
        cells[column.name] = sa.cast(given, sa.JSON) if is_cast else given
    named = [{f"given_{name}": value for name, value in row.items()} for row in rows]
    connection.execute(sa.insert(table).values(cells), named)


def _go_on_counting(connection: sa.Connection, table: sa.Table) -> None:
    # Whoever inserts numbers by hand must tell PostgreSQL's counter.
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    last = sa.select(sa.func.max(column)).scalar_subquery()
    counter = sa.func.pg_get_serial_sequence(table.name, column.name)
    connection.execute(sa.select(sa.func.setval(counter, last)))


def _parts(lines: Iterable[str]) -> Iterator[Rows]:
    part: Rows | None = None
    names: list[str] = []
    for line in lines:
        values = json.loads(line)
        if isinstance(values, dict):
            if part is not None:
                yield part
            part, names = Rows(values["table"], []), values["columns"]
        else:
            assert part is not None, "a row without a table"
            row = (_value(value) for value in values)
            part.rows.append(dict(zip(names, row, strict=True)))
    if part is not None:
        yield part


def _plain(value: Any) -> Any:
    """Return a cell as JSON: what JSON has no word for under its kind."""
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case bytes():
            return {"bytes": base64.b64encode(value).decode("ascii")}
        case Json():
            return {"json": str(value)}
        case _:
            return value


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((kind, value),) = plain.items()
    match kind:
        case "moment":
            return datetime.fromisoformat(value)
        case "day":
            return date.fromisoformat(value)
        case "bytes":
            return base64.b64decode(value)
        case _:
            return Json(value)
