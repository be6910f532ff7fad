"""A region full of offers: thousands of published pathways, made up, written in bulk.

Every version's content is whole: what the directory keeps of it is counted from it by the app's
own rules, so that `doctor` finds nothing wrong. The same seed gives the same region.
"""

import hashlib
import json
import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Assurance, Details
from pathways.domain.pathway.vocabulary import DELIVERY, SECTORS
from pathways.domain.rule.standards import BUILT_IN, FRAMEWORK_MINIMUM, standard_to_plain
from pathways.models.account import Organisation
from pathways.models.base import Base
from pathways.models.publication import Publication
from pathways.records.editions import current_edition
from pathways.records.listing.keeping import TALLY, keep_missing
from pathways.records.listing.members import MEMBERS, PART, members_bytes, read_all_members

MAPPED: Final = 60
"""About so many competencies a pathway."""
IN_ORDER: Final = 0.7
"""About so many offers claim no more than there is time for; the others are crowded."""
BATCH: Final = 1_000
START: Final = datetime(2024, 1, 8, 9, tzinfo=UTC)

KINDS = ("Foundations", "Practice", "Skills", "Team days", "Course", "Programme", "Workshops")
AUDIENCES = (
    "school staff",
    "housing officers",
    "ward teams",
    "foster carers",
    "reception teams",
    "youth workers",
    "custody officers",
    "managers",
    "volunteers",
    "family support workers",
)
_ACTS = (
    "Groups of three practise, one looks on",
    "Pairs talk over a case of the week",
    "A short film, then questions and answers",
    "Learners write a page of their own practice file",
)
_ASSESSMENT = "A task for the practice file, marked against four points."
_SYLLABLES = ("bar", "cot", "den", "ash", "wick", "lea", "mor", "ten", "hal", "quin", "ro", "ster")
PLACES = tuple(
    f"{first}{second}{third}".title()
    for first in _SYLLABLES
    for second in _SYLLABLES
    for third in _SYLLABLES[:7]
)
"""A thousand towns that are nowhere; each is a word that few offers hold."""


@dataclass(slots=True)
class Maker:
    """Draws one pathway after another."""

    edition: Edition
    providers: list[str]
    draw: random.Random
    pools: dict[int, tuple[list[str], list[float]]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Decide which competencies are taught often, seldom and never."""
        liking = random.Random(7)  # noqa: S311  # a benchmark's lot, no secret
        weights = {item.code: liking.random() ** 3 for item in self.edition.competencies}
        weights = {code: weight for code, weight in weights.items() if weight > 0.0005}
        for level in self.edition.by_level:
            found = {
                item.code: weights[item.code] * (8.0 if item.level == level else 1.0)
                for item in self.edition.competencies
                if item.code in weights and item.level <= level
            }
            self.pools[level] = (list(found), list(accumulate(found.values())))
        self.labels = {item.code: item.label for item in self.edition.competencies}

    def content(self) -> dict[str, Any]:
        """Return the content of a pathway as JSON values, as `PathwayContent` writes them."""
        draw = self.draw
        level = draw.choices((1, 2, 3, 4), (40, 40, 15, 5))[0]
        entry = level - 1 if level > 1 and draw.random() < 0.4 else None
        count = draw.randint(4, 9)
        codes = self._codes(level, draw.randint(MAPPED - 20, MAPPED + 20))
        is_in_order, has_all_notes = draw.random() < IN_ORDER, draw.random() < 0.75
        make = self._module if is_in_order else self._crowded_module
        modules = [make(number, codes[number::count], has_all_notes) for number in range(count)]
        title = f"{draw.choice(KINDS)} for {draw.choice(AUDIENCES)} in {draw.choice(PLACES)}"
        plain = {
            "edition": self.edition.code,
            "title": title,
            "target_level": level,
            "entry_level": entry,
            "standard": draw.choice(BUILT_IN).key,
            "details": _plain(self._details()),
            "assurance": _plain(Assurance(facilitators="Two of us, one with lived experience.")),
            "modules": modules,
        }
        return plain

    def _codes(self, level: int, count: int) -> list[str]:
        codes, weights = self.pools[level]
        found: dict[str, None] = {}
        for _ in range(6 * count):
            found[codes[bisect(weights, self.draw.random() * weights[-1])]] = None
            if len(found) == count:
                break
        return list(found)

    def _module(self, number: int, codes: list[str], has_all_notes: bool) -> dict[str, Any]:
        """A module with time for what it claims, notes of their own and an assessment."""
        draw = self.draw
        minutes = max(draw.choice((45, 60, 90, 120)), -(-len(codes) // 3) * 15)
        notes = [
            f"{draw.choice(_ACTS)}: {self.labels[code]}"
            if has_all_notes or draw.random() < 0.9
            else ""
            for code in codes
        ]
        return self._plain_module(number, codes, minutes, notes, _ASSESSMENT)

    def _crowded_module(
        self, number: int, codes: list[str], _has_all_notes: bool
    ) -> dict[str, Any]:
        """A module of a course that claims more than there is time for."""
        draw = self.draw
        notes = ["Handout and talk in pairs." if draw.random() < 0.3 else "" for _ in codes]
        assessment = _ASSESSMENT if draw.random() < 0.3 else ""
        minutes = draw.choice((0, 15, 20, 30, 45))
        return self._plain_module(number, codes, minutes, notes, assessment)

    def _plain_module(
        self, number: int, codes: list[str], minutes: int, notes: list[str], assessment: str
    ) -> dict[str, Any]:
        draw = self.draw
        outcomes = [
            {"id": f"o{place}", "text": self.labels[code]} for place, code in enumerate(codes[:2])
        ]
        return {
            "id": f"m{number}",
            "title": f"Part {number + 1}: {self.labels[codes[0]][:60]}" if codes else "Welcome",
            "description": "Learners read, talk and try it out with a colleague.",
            "minutes": minutes,
            "delivery": "",
            "activities": "",
            "assessment": assessment,
            "outcomes": outcomes,
            "mappings": [
                {
                    "code": code,
                    "treatment": draw.choices("IDA", (5, 3, 2))[0],
                    "evidence": note,
                    "outcomes": [outcomes[place % 2]["id"]] if place < 2 or place % 2 else [],
                }
                for place, (code, note) in enumerate(sorted(zip(codes, notes, strict=True)))
            ],
        }

    def _details(self) -> Details:
        draw = self.draw
        basis = draw.choice(("person", "person", "group", ""))
        return Details(
            summary="A calm start in a small group, with time to think.",
            audience=draw.choice(AUDIENCES).capitalize(),
            sectors=tuple(draw.sample(SECTORS, draw.randint(1, 3))),
            regions=("West Midlands",),
            delivery=tuple(draw.sample(DELIVERY, draw.randint(1, 2))),
            group_max=draw.choice((0, 12, 16, 20)),
            price_pence=draw.choice((None, 0, 1_500, 4_900, 9_500, 25_000)) if basis else None,
            price_basis=basis,
            vat=draw.choice(("", "included", "added", "exempt")),
        )


def _plain(value: Any) -> dict[str, Any]:
    """Return a frozen value as JSON holds it: tuples as lists."""
    return {
        key: list(found) if isinstance(found, tuple) else found
        for key, found in asdict(value).items()
    }


def fill_market(session: Session, count: int, commissioner: str, seed: int = 1) -> None:
    """Publish so many more pathways, one in eight for organisations alone, one in ten reviewed."""
    draw = random.Random(seed)  # noqa: S311  # a benchmark's lot, no secret
    maker = Maker(current_edition(session), _providers(session, draw, count), draw)
    for start in range(0, count, BATCH):
        rows: dict[str, list[dict[str, Any]]] = {}
        for _ in range(min(BATCH, count - start)):
            for table, row in _rows(maker, commissioner):
                rows.setdefault(table, []).append(row)
        for table, found in rows.items():
            session.execute(sa.insert(Base.metadata.tables[table]), found)
    keep_missing(session)


def _providers(session: Session, draw: random.Random, count: int) -> list[str]:
    """Return the providers, a few hundred in a large region; those who are missing are made."""
    wanted = min(400, max(40, count // 25))
    there = list(
        session.scalars(
            sa.select(Organisation.id)
            .where(Organisation.name.startswith("Market "))
            .order_by(Organisation.name)
        )
    )
    rows: list[dict[str, Any]] = [
        {
            "id": f"{draw.getrandbits(64):016x}",
            "name": f"Market {number:03} {draw.choice(PLACES)} Training",
            "is_provider": True,
            "state": "active",
            "created_at": START,
        }
        for number in range(len(there), wanted)
    ]
    if rows:
        session.execute(sa.insert(Organisation), rows)
    return there + [row["id"] for row in rows]


def _rows(maker: Maker, commissioner: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of one published pathway, each with the name of its table."""
    draw = maker.draw
    pathway, version = (f"{draw.getrandbits(64):016x}" for _ in range(2))
    # A few providers offer much, most a little.
    provider = maker.providers[int(len(maker.providers) * draw.random() ** 2)]
    at = START + timedelta(minutes=draw.randint(0, 1_000_000))
    plain = maker.content()
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    is_public = draw.random() < 0.875
    yield from version_rows(
        maker.edition, plain, digest, provider, (pathway, version), at, is_public=is_public
    )
    if draw.random() < 0.1:
        yield from _review(draw, pathway, version, provider, commissioner, at)


def version_rows(
    edition: Edition,
    plain: dict[str, Any],
    digest: str,
    provider: str,
    ids: tuple[str, str],
    at: datetime,
    *,
    is_public: bool = True,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of a pathway, its one version and its publication, under these two ids."""
    pathway, version = ids
    yield (
        "pathway",
        {
            "id": pathway,
            "organisation_id": provider,
            **{key: plain[key] for key in ("title", "target_level", "entry_level", "standard")},
            "edition_code": plain["edition"],
            "details": plain["details"],
            "assurance": plain["assurance"],
            "state": "active",
            "created_at": at,
            "changed_at": at,
        },
    )
    yield (
        "version",
        {
            "id": version,
            "pathway_id": pathway,
            "organisation_id": provider,
            "number": 1,
            "edition_code": plain["edition"],
            "index_digest": edition.digest,
            "content": plain,
            "digest": digest,
            "created_at": at,
            "created_by": "",
            "created_by_name": "Ann",
        },
    )
    yield (
        Publication.__tablename__,
        {
            "pathway_id": pathway,
            "version_id": version,
            "organisation_id": provider,
            "visibility": "public" if is_public else "organisations",
            "state": "published",
            "published_at": at,
            "published_by": "",
            "published_by_name": "Ann",
        },
    )


def _review(
    draw: random.Random,
    pathway: str,
    version: str,
    provider: str,
    commissioner: str,
    at: datetime,
) -> Iterator[tuple[str, dict[str, Any]]]:
    submission, decision = (f"{draw.getrandbits(64):016x}" for _ in range(2))
    yield (
        "submission",
        {
            "id": submission,
            "version_id": version,
            "pathway_id": pathway,
            "organisation_id": provider,
            "commissioner_id": commissioner,
            "standard": standard_to_plain(FRAMEWORK_MINIMUM),
            "declaration": {},
            "state": "decided",
            "is_met": True,
            "headline": "Sent",
            "sent_at": at,
            "sent_by": "",
            "sent_by_name": "Ann",
            "changed_at": at,
        },
    )
    yield (
        "decision",
        {
            "id": decision,
            "submission_id": submission,
            "outcome": draw.choice(("approved", "approved", "declined")),
            "words": "Read with care.",
            "by_id": "",
            "by_name": "Idris",
            "at": at,
            "ends_on": draw.choice(("", "2024-12-31", "2028-12-31")),
        },
    )


_COPIED: Final = {
    "pathway": ("id",),
    "version": ("id", "pathway_id"),
    "publication": ("pathway_id", "version_id"),
    "submission": ("id", "version_id", "pathway_id"),
    "decision": ("id", "submission_id"),
    "offer": ("pathway_id", "version_id"),
    "offer_tag": (),
}
"""Tables that a copy of a pathway has rows in, and the ids in them that are the copy's own."""


def copy_market(session: Session, copies: int) -> None:
    """Publish every pathway of the region so many times more, under other ids.

    All within the database, ten times quicker than drawing new ones; a recount finds
    what is kept of the copies as true as what it was copied from.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    last = session.execute(sa.text("SELECT max(number) FROM offer")).scalar_one()
    for copy in range(1, copies + 1):
        values = {"mark": f"z{copy:02}", "step": copy * last, "last": last}
        for name, own in _COPIED.items():
            columns = [column.name for column in Base.metadata.tables[name].columns]
            is_numbered = name.startswith("offer")
            told = [_copied(column, column in own, is_numbered) for column in columns]
            drawn = "number <= :last" if is_numbered else f"{own[0]} NOT LIKE '%z__'"
            session.execute(
                sa.text(
                    f"INSERT INTO {name} ({', '.join(columns)}) "  # noqa: S608  # names of our own
                    f"SELECT {', '.join(told)} FROM {name} WHERE {drawn}"
                ),
                values,
            )
        key, texts = ("rowid", "title, provider, about, taught") if is_sqlite else _DOCUMENT
        session.execute(
            sa.text(
                f"INSERT INTO offer_search ({key}, {texts}) "  # noqa: S608  # names of our own
                f"SELECT {key} + :step, {texts} FROM offer_search WHERE {key} <= :last"
            ),
            values,
        )
    _copy_members(session, [copy * last for copy in range(copies + 1)])
    times = {"times": copies + 1}
    session.execute(
        sa.text(
            "UPDATE facet SET offers = offers * :times, public_offers = public_offers * :times"
        ),
        times,
    )
    for row in session.execute(sa.select(TALLY)).all():
        session.execute(
            sa.update(TALLY)
            .where(TALLY.c.edition_code == row.edition_code)
            .values(
                offers=row.offers * times["times"],
                counts=[count * times["times"] for count in row.counts],
                backed=[count * times["times"] for count in row.backed],
            )
        )
    if not is_sqlite:
        # What is published after this takes a number that is free.
        session.execute(
            sa.text(
                "SELECT setval(pg_get_serial_sequence('offer', 'number'), max(number)) FROM offer"
            )
        )


_DOCUMENT: Final = ("number", "document, heading")


def _copy_members(session: Session, steps: Sequence[int]) -> None:
    """Put the copies into the sets that what they are copied from stands in."""
    rows = []
    for (kind, value), members in read_all_members(session).items():
        whole = 0
        for step in steps:
            whole |= members << step
        held = members_bytes(whole)
        size = PART // 8
        rows += [
            {"kind": kind, "value": value, "part": part, "members": held[start : start + size]}
            for part, start in enumerate(range(0, len(held), size))
        ]
    session.execute(sa.delete(MEMBERS))
    session.execute(sa.insert(MEMBERS), rows)


def _copied(column: str, is_own: bool, is_numbered: bool) -> str:
    if is_numbered and column == "number":
        return "number + :step"
    return f"substr({column}, 1, 13) || :mark" if is_own else column
