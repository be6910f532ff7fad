"""Whose rows are whose, below the view: for each private table what binds a row to an organisation.

PostgreSQL keeps to these rules by itself: the migration makes policies of them, and each
transaction says for whom it asks. SQLite has no such thing; there every statement of a request is
looked at before it is sent, see `watching.py`. Both are a second wall: the first is that things are
loaded through the actor.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

WHOLE: Final = "whole"
ADMINISTRATOR: Final = "administrator"


@dataclass(frozen=True, slots=True)
class Tenant:
    """For whom the database is asked.

    `inside` is "yes" for people of an organisation that was let in. `reach` is empty, or
    `ADMINISTRATOR`, or `WHOLE` for what belongs to no one's request: commands, and what sends mail.
    """

    organisation: str = ""
    person: str = ""
    inside: str = ""
    reach: str = ""

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """The settings by which PostgreSQL knows them, each with its value."""
        return tuple((f"pathways.{name}", getattr(self, name)) for name in self.__slots__)

    @property
    def is_whole(self) -> bool:
        """Whether they see everything."""
        return self.reach == WHOLE


NOBODY: Final = Tenant()
EVERYBODY: Final = Tenant(reach=WHOLE)
_ASKING: ContextVar[Tenant] = ContextVar("asking", default=EVERYBODY)
"""Outside a request nothing stands between the code and the rows: commands and mails are whole."""


def asking() -> Tenant:
    """Return for whom this piece of work asks."""
    return _ASKING.get()


def ask_for(tenant: Tenant) -> None:
    """Ask for this tenant from the next transaction on."""
    _ASKING.set(tenant)


def say_tenant(connection: sa.Connection) -> None:
    """Tell a transaction that has begun for whom it asks now."""
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        driver.execute(setting_words(asking()), prepare=False)


def setting_words(tenant: Tenant) -> str:
    """Return the statement by which PostgreSQL learns of a tenant until the transaction ends."""
    # Identifiers of ours hold letters and digits; whatever else there is becomes one of neither.
    told = (
        f"set_config('{name}', '{''.join(filter(str.isalnum, value))}', true)"
        for name, value in tenant.settings
    )
    return f"SELECT {', '.join(told)}"


@contextmanager
def whole(session: Session, _why: str) -> Iterator[None]:
    """See all rows until the block ends. `_why` says to whoever reads the code what makes it right.

    What was changed is sent to the database before it ends.
    """
    before = asking()
    if before.is_whole:
        yield
        return
    _switch(session, EVERYBODY)
    try:
        yield
        session.flush()
    finally:
        _switch(session, before)


def _switch(session: Session, tenant: Tenant) -> None:
    ask_for(tenant)
    if session.in_transaction() and session.is_active:
        say_tenant(session.connection())


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a row is somebody's: its `column`, and what must hold for the value in it.

    `holds` is SQL in which `{it}` stands for the value, and `{organisation}`, `{person}`,
    `{inside}` and `{reach}` for who asks.
    """

    column: str
    holds: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """By which ways rows of a table are seen, changed and added; any one of them is enough.

    `under` are the columns by which a row belongs to the thing that they name.
    """

    sees: tuple[Way, ...]
    changes: tuple[Way, ...]
    adds: tuple[Way, ...]
    under: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether others may see rows that they may not change."""
        return self.sees != self.changes


IS_OURS: Final = "{it} = {organisation}"
_SHOWN: Final = "p.state = 'published' AND (p.visibility = 'public' OR {inside} = 'yes')"
_OURS: Final = Way("organisation_id", IS_OURS)
_ANYBODY: Final = "{it} = {it}"
FOR_ADMINISTRATORS: Final = Way("id", "{reach} = 'administrator'")


def _among(table: str, column: str, where: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE {column} = {{it}} AND {where})"  # noqa: S608


def _rule(
    *sees: Way,
    changes: tuple[Way, ...] = (),
    adds: tuple[Way, ...] = (),
    under: tuple[str, ...] = (),
) -> Ownership:
    columns = tuple(way.column for way in sees if way.column not in ("id", "organisation_id"))
    return Ownership(sees, changes or sees, adds or changes or sees, under or columns)


_OF_OUR_PATHWAY: Final = _among("pathway p", "p.id", "p.organisation_id = {organisation}")
_OF_OUR_MODULE: Final = _among(
    "module m JOIN pathway p ON p.id = m.pathway_id",
    "m.id",
    "p.organisation_id = {organisation}",
)
_PUBLISHED_PATHWAY: Final = _among("publication p", "p.pathway_id", _SHOWN)
_PUBLISHED_VERSION: Final = _among("publication p", "p.version_id", _SHOWN)
_BOTH_SIDES: Final = _among(
    "submission s", "s.id", "{organisation} IN (s.organisation_id, s.commissioner_id)"
)
SHOWN_APPROVAL: Final = _among(
    "submission s JOIN publication p ON p.version_id = s.version_id "
    "JOIN decision d ON d.submission_id = s.id",
    "s.id",
    f"{_SHOWN} AND d.withdrawn_at IS NULL AND d.outcome LIKE 'approved%'",
)
"""An approval that stands on a published version is shown with it."""
_COMMISSIONER: Final = _among("submission s", "s.id", "s.commissioner_id = {organisation}")
_OF_OUR_ENQUIRY: Final = _among(
    "enquiry e", "e.id", "{organisation} IN (e.organisation_id, e.buyer_id)"
)
_BOTH: Final = _rule(Way("submission_id", _BOTH_SIDES))
_RECEIVED: Final = _rule(Way("submission_id", _COMMISSIONER))
_OWN: Final = _rule(_OURS)

RULES: Final[Mapping[str, Ownership]] = {
    "pathway": _rule(
        _OURS,
        Way("id", _PUBLISHED_PATHWAY),
        Way("id", _among("submission s", "s.pathway_id", "s.commissioner_id = {organisation}")),
        changes=(_OURS,),
    ),
    "module": _rule(Way("pathway_id", _OF_OUR_PATHWAY)),
    "outcome": _rule(Way("module_id", _OF_OUR_MODULE)),
    "mapping": _rule(Way("module_id", _OF_OUR_MODULE)),
    "presence": _rule(Way("pathway_id", _OF_OUR_PATHWAY)),
    "version": _rule(
        _OURS,
        Way("id", _PUBLISHED_VERSION),
        Way("id", _among("submission s", "s.version_id", "s.commissioner_id = {organisation}")),
        Way("id", _among("enquiry e", "e.version_id", "e.buyer_id = {organisation}")),
        changes=(_OURS,),
        under=("pathway_id",),
    ),
    "publication": _rule(
        _OURS,
        Way("state", "{it} = 'published'"),
        changes=(_OURS,),
        under=("pathway_id", "version_id"),
    ),
    "submission": _rule(
        _OURS,
        Way("commissioner_id", IS_OURS),
        Way("id", SHOWN_APPROVAL),
        changes=(_OURS, Way("commissioner_id", IS_OURS)),
        under=("pathway_id", "version_id", "previous_id"),
    ),
    "comment": _BOTH,
    "remark": _RECEIVED,
    "decision": _rule(
        Way("submission_id", _BOTH_SIDES),
        Way("submission_id", SHOWN_APPROVAL),
        changes=(Way("submission_id", _BOTH_SIDES),),
    ),
    "condition": _BOTH,
    "finding": _RECEIVED,
    "shared_finding": _BOTH,
    "opinion": _RECEIVED,
    "observed_session": _BOTH,
    "result": _BOTH,
    "reviewer": _BOTH,
    "reviewer_scope": _RECEIVED,
    "brief": _rule(_OURS, Way("is_shown", "{it} AND {inside} = 'yes'"), changes=(_OURS,)),
    "kept_plan": _OWN,
    "course_state": _OWN,
    "staff": _OWN,
    "run": _rule(_OURS, Way("pathway_id", _PUBLISHED_PATHWAY), changes=(_OURS,)),
    "enquiry": _rule(
        _OURS,
        Way("buyer_id", IS_OURS),
        adds=(Way("pathway_id", _PUBLISHED_PATHWAY),),
    ),
    "commissioner_standard": _rule(_OURS, Way("state", "{it} = 'active'"), changes=(_OURS,)),
    "mail": _rule(_OURS, FOR_ADMINISTRATORS, adds=(Way("id", _ANYBODY),)),
    "journal": _rule(
        _OURS,
        Way("person_id", "{it} = {person}"),
        Way("subject", _OF_OUR_PATHWAY),
        Way("subject", _BOTH_SIDES),
        Way("subject", _OF_OUR_ENQUIRY),
        adds=(Way("action", _ANYBODY),),
    ),
    "invitation": _rule(_OURS, FOR_ADMINISTRATORS),
}
"""By table. What is not here belongs to nobody in particular: the framework, people and
organisations, what signs in, and the directory's own lists of what is published."""


def condition(ways: tuple[Way, ...], table: str, names: Mapping[str, str]) -> str:
    """Return the SQL that holds for rows seen by a way; `names` is how it writes who asks."""
    each = (way.holds.format(it=f"{table}.{way.column}", **names) for way in ways)
    return " OR ".join(f"({one})" for one in each)
