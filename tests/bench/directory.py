"""The directory and what is built on it, among many offers: times, statements, and their growth.

Every page is asked for by its address, through the whole request. Growth is that of processor
time, the database server's included, which other work on the machine blurs little.
"""

import base64
import json
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil
import sqlalchemy as sa

from pathways.db import db, new_id, now, transaction
from pathways.domain.rule.standards import BALANCED, standard_to_plain
from pathways.models.account import Organisation
from pathways.models.brief import BriefRow
from pathways.models.offer import OfferRow
from tests.bench.clicks import counted
from tests.bench.market import copy_market, fill_market
from tests.bench.printing import heading, line, micro
from tests.bench.stage import Stage, open_stage
from tests.engines import find_programs, start_postgres
from tests.factories import CURRENT_EDITION, make_organisation

SIZES = (1_000, 10_000, 100_000)
USUAL = 10_000
"""As far as it goes unless more is asked for: a hundred thousand takes half an hour."""

SECONDS = 2.0
"""About so long is each page asked for at each size, at least seven times."""

DRAWN = 10_000
"""So many pathways are drawn, each another; more are copies of these."""

FLAT, LINEAR = 0.2, 1.1
COMMON, RARE = "practice", "Ashwickden"
SORTS = ("newest", "title", "share", "shortest", "price")


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one page at one size: processor time, time by the clock, statements."""

    busy: float
    clock: float
    tail: float
    statements: int


@dataclass(frozen=True, slots=True)
class Page:
    """How fast the time for a page may grow, and what was found at each size."""

    goal: float
    found: dict[int, Figures] = field(default_factory=dict)

    @property
    def exponent(self) -> float | None:
        """How the time grows between the two largest sizes: 0 not at all, 1 as they do."""
        if len(self.found) < 2:
            return None
        (small, first), (large, second) = sorted(self.found.items())[-2:]
        return math.log(second.busy / first.busy) / math.log(large / small)


@dataclass(frozen=True, slots=True)
class Site:
    """A stage on one engine; `busy` tells the seconds that its processes have worked."""

    engine: str
    stage: Stage
    busy: Callable[[], float]


def run(most: int = USUAL) -> None:
    """Measure every page at each size up to `most`, on each engine that is here."""
    sizes = [size for size in SIZES if size <= most] or [most]
    for site in list_sites():
        measure(site, sizes)
    if left := [f"{size:,}" for size in SIZES if size > most]:
        line(
            "Left out", f"{' and '.join(left)} offers; python -m tests.bench directory {SIZES[-1]}"
        )


def measure(site: Site, sizes: Sequence[int]) -> None:
    """Measure every page on one engine, from the smallest size to the largest."""
    shown = ", ".join(f"{size:,}" for size in sizes)
    heading(f"The directory on {site.engine}: {shown} offers; processor, clock (p95)")
    found: dict[str, Page] = {}
    for size, before in zip(sizes, [0, *sizes], strict=False):
        began = time.perf_counter()
        _grow(site.stage, size - before, seed=size)
        line(f"Made {size - before:,} more", f"{time.perf_counter() - began:.0f} s")
        for name, (goal, address) in pages(site.stage).items():
            if figures := _measure(site, name, address):
                found.setdefault(name, Page(goal)).found[size] = figures
    for name, page in found.items():
        _report(name, page)


def list_sites() -> Iterator[Site]:
    """Give a stage on SQLite, then one on PostgreSQL where its programs are."""
    with open_stage(synchronous="OFF") as stage:
        yield Site("SQLite", stage, time.process_time)
    programs = find_programs()
    if programs is None:
        line("PostgreSQL", "left out: its programs are not on this machine")
        return
    with (
        start_postgres(programs, shared_buffers="256MB") as server,
        open_stage(url=server.url(server.create_database())) as stage,
    ):
        first = psutil.Process(server.process)

        def busy() -> float:
            own = first.cpu_times()
            others = [child.cpu_times() for child in first.children(recursive=True)]
            served = own.children_user + own.children_system
            return time.process_time() + served + sum(one.user + one.system for one in others)

        yield Site("PostgreSQL", stage, busy)


def _grow(stage: Stage, count: int, seed: int) -> None:
    """Publish so many more pathways; who asks may see all that is built on them."""
    with stage.app.app_context():
        found = db.session.scalar(sa.select(Organisation.id).where(Organisation.name == "Metro"))
        metro = found or make_organisation("Metro", is_provider=False, is_commissioner=True)
        with transaction() as session:
            there = session.scalar(sa.select(sa.func.count()).select_from(OfferRow)) or 0
            if there >= DRAWN and count % there == 0:
                copy_market(session, count // there)
            else:
                fill_market(session, count, metro, seed)
            session.execute(
                sa.update(Organisation)
                .where(Organisation.id == stage.organisation)
                .values(is_commissioner=True, is_employer=True)
            )
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_sqlite = db.engine.dialect.name == "sqlite"
            connection.exec_driver_sql("ANALYZE" if is_sqlite else "VACUUM ANALYZE")


def pages(stage: Stage) -> dict[str, tuple[float, str]]:
    """Return what is measured: by name, how fast it may grow and its address."""
    with stage.app.app_context():
        ids = list(
            db.session.scalars(sa.select(OfferRow.pathway_id).order_by(OfferRow.number).limit(6))
        )
        brief, deep = _write_brief(stage), _deep()
    some = {"level": "2", "theme": "KA", "sector": "Education", "delivery": "In person"}
    two = {"search": "school staff", "level": "2"}
    sorts = {f"Directory, sorted by {sort}": (FLAT, _directory(sort=sort)) for sort in SORTS}
    return {
        "Directory, nothing asked": (FLAT, "/directory"),
        "Directory, four filters with counts": (LINEAR, _directory(**some)),
        "Directory, one filter that many have": (LINEAR, _directory(level="2")),
        "Directory, a competency": (LINEAR, _directory(competency="L2-KA-K05")),
        f"Directory, a common word ({COMMON})": (LINEAR, _directory(search=COMMON)),
        f"Directory, a rare word ({RARE})": (LINEAR, _directory(search=RARE)),
        "Directory, two words and a filter": (LINEAR, _directory(**two)),
        **sorts,
        "Directory, deep in the list": (FLAT, deep),
        "One pathway's page": (FLAT, f"/directory/{ids[0]}"),
        "Comparison of six": (FLAT, f"/compare?{urlencode([('pathway', i) for i in ids])}"),
        "A brief, ranked over all": (LINEAR, f"/briefs/{brief}"),
        "A combination for it": (LINEAR, f"/briefs/{brief}/combination"),
        "Region": (FLAT, "/region"),
        "Region, one level": (FLAT, "/region?level=2"),
    }


def _directory(**asked: str) -> str:
    return f"/directory?{urlencode(asked)}"


def _deep() -> str:
    """Return the address of a page in the middle of the list, the newest first."""
    middle = sa.select(sa.func.max(OfferRow.number) / 2).scalar_subquery()
    row = db.session.execute(
        sa.select(OfferRow.number, OfferRow.published_at)
        .where(OfferRow.number <= middle)
        .order_by(OfferRow.number.desc())
        .limit(1)
    ).one()
    place = json.dumps([row.number, row.published_at.isoformat(), row.number, 0])
    token = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
    return _directory(sort="newest", place=token)


def _write_brief(stage: Stage) -> str:
    """Write a brief of two groups, with wishes; return its id."""
    groups = [
        {"name": "Ward teams", "level": 2, "people": 40, "brings": None},
        {"name": "Managers", "level": 3, "people": 8, "brings": 2},
    ]
    content = {
        "edition": CURRENT_EDITION,
        "title": "Ward teams",
        "groups": groups,
        "themes": [],
        "required": ["L2-KA-K05"],
        "treatment": "I",
        "standard": standard_to_plain(BALANCED),
        "minutes": 1_200,
        "budget_pence": 500_000,
        "delivery": ["In person"],
        "sectors": ["Health"],
        "musts": [],
        "notes": "",
        "contact": "",
    }
    with transaction() as session:
        brief = BriefRow(
            id=new_id(),
            organisation_id=stage.organisation,
            edition_code=CURRENT_EDITION,
            title="Ward teams",
            content=content,
            is_shown=False,
            created_at=now(),
            created_by_name="Bench",
            changed_at=now(),
        )
        session.add(brief)
        session.flush()
        return brief.id


def _measure(site: Site, name: str, address: str) -> Figures | None:
    ask = site.stage.browser.ask
    with site.stage.app.app_context():
        engine = db.engine
    status, _, _ = ask(address)
    if status != 200:
        line(name, f"{address[:40]} gives {status}")
        return None
    with counted(engine) as statements:
        ask(address)
    times: list[float] = []
    before, began = site.busy(), time.perf_counter()
    while len(times) < 7 or (time.perf_counter() - began < SECONDS and len(times) < 300):
        start = time.perf_counter()
        ask(address)
        times.append(time.perf_counter() - start)
    busy = (site.busy() - before) / len(times)
    tail = sorted(times)[math.ceil(0.95 * len(times)) - 1]
    return Figures(busy, statistics.median(times), tail, statements.statements)


def _report(name: str, page: Page) -> None:
    figures = " / ".join(
        f"{micro(one.busy)}, {micro(one.clock)} ({micro(one.tail)})"
        for _size, one in sorted(page.found.items())
    )
    growth = "" if page.exponent is None else f", exponent {page.exponent:.2f}"
    statements = sorted({one.statements for one in page.found.values()})
    many = " or ".join(map(str, statements))
    line(name, f"{figures}{growth}, {many} statements", f"exponent at most {page.goal}")
