"""The text index of offers: FTS5 on SQLite, tsvector on PostgreSQL, behind few functions.

Text is folded to plain words here, the same for both, and each engine stems
English. The tables are made by a migration and are no part of the models.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.spellings import spellings_of

MAX_WORDS: Final = 12
"""Words of a question beyond these are left out, so that none takes long."""

INDEX: Final = sa.table(
    "offer_search",
    sa.column("rowid", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("heading"),
)


@dataclass(frozen=True, slots=True)
class OfferText:
    """What can be found of an offer, what counts most first."""

    title: str
    provider: str
    about: str
    taught: str


def words_of(text: str) -> list[str]:
    """Return the words of a text without accents and case, as both engines index them."""
    plain = text.replace("’", "'").replace("'", "")
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", plain.casefold())


def index_texts(session: Session, texts: Sequence[tuple[int, OfferText]]) -> None:
    """Put the texts of offers into the index, each in place of what was there."""
    rows = [{"number": number, **_parts(text)} for number, text in texts]
    if rows:
        session.execute(sa.text(_INSERT[_engine(session)]), rows)


def is_indexed(session: Session, number: int, text: OfferText) -> bool:
    """Whether the index holds an offer's text as it is now, for a recount."""
    found = session.execute(sa.text(_FIND[_engine(session)]), {"number": number, **_parts(text)})
    return found.first() is not None


def _parts(text: OfferText) -> dict[str, str]:
    names = ("title", "provider", "about", "taught")
    return {name: " ".join(words_of(getattr(text, name))) for name in names}


def finds_what_it_holds(session: Session) -> bool:
    """Whether each word of the texts in the index is found where it stands, and nowhere else.

    SQLite keeps texts and words apart, and its own look through the file passes the words by.
    """
    if _engine(session) != "sqlite":
        return True
    held: Any = session.connection().connection.driver_connection
    with closing(sqlite3.connect(":memory:")) as anew:
        try:
            made = "SELECT sql FROM sqlite_master WHERE name = 'offer_search'"
            anew.execute(held.execute(made).fetchone()[0])
            texts = "SELECT rowid, title, provider, about, taught FROM offer_search"
            anew.executemany(_COPY, held.execute(texts))
            # By how long each text is, what is found is put in order.
            sizes = "SELECT id, sz FROM offer_search_docsize ORDER BY id"
            if anew.execute(sizes).fetchall() != held.execute(sizes).fetchall():
                return False
            with _words_of_index(anew) as wanted, _words_of_index(held) as found:
                return all(one == other for one, other in zip_longest(wanted, found))
        except sqlite3.DatabaseError:
            return False


@contextmanager
def _words_of_index(connection: sqlite3.Connection) -> Iterator[Iterator[Any]]:
    """Give every word of an index with each place where it stands, in order."""
    # The table of words is one of this connection's own, and still counts as something written.
    is_reading = connection.execute("PRAGMA query_only").fetchone()[0]
    connection.execute("PRAGMA query_only=OFF")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, offer_search, instance)"
        )
        asked = "SELECT term, doc, col, offset FROM temp.words"
        with closing(connection.execute(asked)) as words:
            yield words
    finally:
        connection.execute("DROP TABLE IF EXISTS temp.words")
        connection.execute(f"PRAGMA query_only={is_reading}")


def forget_text(session: Session, number: int) -> None:
    """Take an offer's text out of the index."""
    key = "rowid" if _engine(session) == "sqlite" else "number"
    session.execute(sa.text(f"DELETE FROM offer_search WHERE {key} = :number"), {"number": number})  # noqa: S608  # no text of anybody's


def forget_all(session: Session) -> None:
    """Take every text out of the index."""
    if _engine(session) == "sqlite":
        # Out of an index that is damaged nothing can be taken.
        session.execute(sa.text("INSERT INTO offer_search (offer_search) VALUES ('rebuild')"))
    session.execute(sa.text("DELETE FROM offer_search"))


def matching(session: Session, question: str) -> tuple[sa.FromClause, Any, Any] | None:
    """Return a table of the offers that hold all words, its number, and its rank (least is best).

    Each in any of its spellings; the last may be the beginning of a word. PostgreSQL ranks by
    title and provider alone. None for a question without words.
    """
    words = words_of(question)[:MAX_WORDS]
    if not words:
        return None
    if _engine(session) == "sqlite":
        asked = " AND ".join(
            "(" + " OR ".join(f'"{one}"{end}' for one in spellings_of(word)) + ")"
            for word, end in _with_ends(words, "*")
        )
        found = (
            sa.select(
                INDEX.c.rowid.label("number"),
                sa.literal_column("bm25(offer_search, 8.0, 4.0, 2.0, 1.0)").label("rank"),
            )
            .where(sa.text("offer_search MATCH :asked").bindparams(asked=asked))
            .subquery("found")
        )
    else:
        asked = " & ".join(
            "(" + " | ".join(_phrase(one) + end for one in spellings_of(word)) + ")"
            for word, end in _with_ends(words, ":*")
        )
        # The server's own function looks into the index alone, see the migration. The whole
        # document lies apart from its row: ranking by the heading saves reading it.
        matches = sa.func.offer_matches(asked).table_valued("number").render_derived("matches")
        query = sa.func.to_tsquery(sa.text("'pathways'"), asked)
        found = (
            sa.select(
                matches.c.number,
                (-sa.func.ts_rank(INDEX.c.heading, query)).label("rank"),
            )
            .select_from(matches.outerjoin(INDEX, INDEX.c.number == matches.c.number))
            .subquery("found")
        )
    return found, found.c.number, found.c.rank


def _with_ends(words: Sequence[str], last: str) -> list[tuple[str, str]]:
    """Return each word with what follows it, the last with the sign of a beginning."""
    return [(word, "") for word in words[:-1]] + [(words[-1], last)]


def _phrase(spelling: str) -> str:
    return " <-> ".join(f"'{part}'" for part in spelling.split())


def read_numbers(session: Session) -> set[int]:
    """Return the numbers of all offers in the index, for a recount."""
    key = "rowid" if _engine(session) == "sqlite" else "number"
    return set(session.execute(sa.text(f"SELECT {key} FROM offer_search")).scalars())  # noqa: S608  # no text of anybody's


_HEADING: Final = (
    "setweight(to_tsvector('pathways', :title), 'A') || "
    "setweight(to_tsvector('pathways', :provider), 'B')"
)
_DOCUMENT: Final = (
    f"{_HEADING} || "
    "setweight(to_tsvector('pathways', :about), 'C') || "
    "setweight(to_tsvector('pathways', :taught), 'D')"
)
_INSERT: Final = {
    "sqlite": (
        "INSERT OR REPLACE INTO offer_search (rowid, title, provider, about, taught) "
        "VALUES (:number, :title, :provider, :about, :taught)"
    ),
    "postgresql": (
        "INSERT INTO offer_search (number, document, heading) "  # noqa: S608  # no text of anybody's
        f"VALUES (:number, {_DOCUMENT}, {_HEADING}) "
        "ON CONFLICT (number) DO UPDATE SET document = excluded.document, "
        "heading = excluded.heading"
    ),
}
_COPY: Final = (
    "INSERT INTO offer_search (rowid, title, provider, about, taught) VALUES (?, ?, ?, ?, ?)"
)
_FIND: Final = {
    "sqlite": (
        "SELECT 1 FROM offer_search WHERE rowid = :number AND title = :title "
        "AND provider = :provider AND about = :about AND taught = :taught"
    ),
    "postgresql": (
        f"SELECT 1 FROM offer_search WHERE number = :number AND document = ({_DOCUMENT}) "  # noqa: S608  # no text of anybody's
        f"AND heading = ({_HEADING})"
    ),
}


def _engine(session: Session) -> str:
    return session.get_bind().dialect.name
