"""What the directory keeps equals a recount, whatever is done in whatever order."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.accounts.services.organisations import SettledError, close, reopen
from pathways.builder import services as builder
from pathways.builder.services.history import NothingToDoError
from pathways.builder.services.mappings import Cell, set_treatment
from pathways.db import db, new_id, now, transaction
from pathways.directory.services import freeze_draft, publish, unpublish
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.refusals import (
    ClosedError,
    ConflictError,
    NotFoundError,
    RuleError,
    StateError,
)
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.models.decision import Decision
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from pathways.records.editions import current_edition
from pathways.records.journal import Named
from pathways.records.listing.keeping import FACET, OFFER, TAG, TALLY, keep_missing
from pathways.records.listing.listed import KeptOffer, add_backed, add_treated
from pathways.records.listing.members import (
    MEMBERS,
    change_members,
    numbers_of,
    read_members,
    set_of,
)
from pathways.records.listing.recounting import find_offer_faults, rebuild_offers
from pathways.records.listing.search import matching
from pathways.submissions.deciding.writes import decide, withdraw_decision
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.factories import demonstration, load_pathway, make_organisation, make_person

REFUSALS = (
    ConflictError,
    ClosedError,
    NotFoundError,
    NothingToDoError,
    RuleError,
    SettledError,
    StateError,
)
KEYS = ("whole-school", "front-desk", "specialist-service")


@dataclass
class Region:
    """Two providers with pathways, a commissioner, and what can be done."""

    owners: tuple[Actor, ...]
    decider: Actor
    pathways: tuple[tuple[Actor, str], ...]

    def steps(self) -> list[Callable[[Any, random.Random], None]]:
        """Return every kind of step."""
        return [
            self.publish,
            self.publish,
            self.unpublish,
            self.edit,
            self.put_away,
            self.shut,
            self.judge,
            self.take_back,
        ]

    def publish(self, session: Any, draw: random.Random) -> None:
        owner, pathway = draw.choice(self.pathways)
        version = freeze_draft(session, owner, pathway)
        publish(session, owner, pathway, version.id, draw.choice(list(Visibility)))

    def unpublish(self, session: Any, draw: random.Random) -> None:
        owner, pathway = draw.choice(self.pathways)
        unpublish(session, owner, pathway)

    def edit(self, session: Any, draw: random.Random) -> None:
        owner, pathway = draw.choice(self.pathways)
        rows = session.execute(
            sa.select(MappingRow.module_id, MappingRow.code, MappingRow.treatment)
            .join(ModuleRow, ModuleRow.id == MappingRow.module_id)
            .where(ModuleRow.pathway_id == pathway)
            .order_by(MappingRow.id)
        ).all()
        row = draw.choice(rows)
        seen, wish = Treatment(row.treatment), draw.choice(list(Treatment))
        set_treatment(session, owner, pathway, Cell(row.module_id, row.code, seen, wish))

    def put_away(self, session: Any, draw: random.Random) -> None:
        owner, pathway = draw.choice(self.pathways)
        if session.get_one(Pathway, pathway).state == "active":
            builder.pathways.set_state(session, owner, pathway, "archive")
        elif draw.random() < 0.5:
            builder.history.undo(session, owner, pathway)
        else:
            builder.pathways.set_state(session, owner, pathway, "restore")

    def shut(self, session: Any, draw: random.Random) -> None:
        owner = draw.choice(self.owners)
        doer = Named(owner.person_id, owner.name)
        if draw.random() < 0.5:
            close(session, doer, owner.organisation_id or "", "For now.")
        else:
            reopen(session, doer, owner.organisation_id or "")

    def judge(self, session: Any, draw: random.Random) -> None:
        owner, pathway = draw.choice(self.pathways)
        sent = send_submission(
            session,
            owner,
            pathway,
            operation=new_id(),
            commissioner_id=self.decider.organisation_id or "",
            standard=FRAMEWORK_MINIMUM,
            declaration=Declaration("Ann", "Head", "As far as I know", {}),
        )
        decide(
            session,
            self.decider,
            sent,
            today=now().date(),
            operation=new_id(),
            outcome=draw.choice(list(Decided)),
            words="Read.",
        )

    def take_back(self, session: Any, draw: random.Random) -> None:
        rows = session.scalars(sa.select(Decision).order_by(Decision.id)).all()
        if not rows:
            return
        decision = draw.choice(rows)
        withdraw_decision(session, self.decider, decision.submission_id, decision.id, "Mistaken.")


@pytest.fixture
def region(app: Flask) -> Region:
    """Give two providers with three pathways, of which nothing is published."""
    with app.app_context():
        owners, pathways = [], []
        for name, keys in (("Northgate Learning", KEYS[:2]), ("Willow Training", KEYS[2:])):
            organisation = make_organisation(name)
            person = make_person(f"{organisation}@test.example", organisation)
            owner = Actor(person, "Ann", "", False, organisation, name, "owner", is_provider=True)
            owners.append(owner)
            pathways += [(owner, load_pathway(organisation, demonstration(key))) for key in keys]
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        person = make_person("metro@test.example", metro)
        decider = Actor(person, "Idris", "", False, metro, "Metro", "owner", is_commissioner=True)
    return Region(tuple(owners), decider, tuple(pathways))


def faults() -> list[str]:
    found = list(find_offer_faults(db.session))
    db.session.close()
    return found


def count(table: sa.Table) -> int:
    found: int = db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_steps_leaves_what_a_recount_gives(
    app: Flask, region: Region, seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    done = 0
    with app.app_context():
        for _ in range(60):
            step = draw.choice(region.steps())
            try:
                with transaction() as session:
                    step(session, draw)
            except REFUSALS:
                # A step that is not possible now is none.
                continue
            done += 1
            assert faults() == [], step.__name__
        assert done > 15
        with transaction() as session:
            rebuild_offers(session)
        assert faults() == []


def test_what_is_listed_can_be_found_filtered_and_counted(app: Flask, region: Region) -> None:
    owner, pathway = region.pathways[0]
    with app.app_context():
        with transaction() as session:
            version = freeze_draft(session, owner, pathway)
            publish(session, owner, pathway, version.id, Visibility.PUBLIC)
        row = db.session.execute(sa.select(OFFER)).mappings().one()
        content = demonstration("whole-school")
        assert row["title"] == content.title
        assert row["provider"] == "Northgate Learning"
        assert int(row["reached"], 16) & int(row["assessed"], 16) == int(row["assessed"], 16)
        facets = {
            (facet.kind, facet.value): (facet.offers, facet.public_offers)
            for facet in db.session.execute(sa.select(FACET))
        }
        assert facets["level", str(content.target_level)] == (1, 1)
        assert facets["sector", "Education"] == (1, 1)
        tally = db.session.execute(sa.select(TALLY)).one()
        codes = {mapping.code for module in content.modules for mapping in module.mappings}
        edition = current_edition(db.session)
        treated = {c.code for c in edition.competencies if sum(tally.counts[3 * c.bit :][:3])}
        assert treated == codes
        assert tally.offers == 1
        behind = measure(edition, content).proportion.backing[0]
        backed = {c.bit for c in edition.competencies if behind >> c.bit & 1}
        assert {bit for bit, number in enumerate(tally.backed) if number} == backed
        assert 0 < len(backed) < len(codes)
        with transaction() as session:
            unpublish(session, owner, pathway)
        assert [count(OFFER), count(TAG)] == [0, 0]
        assert {facet.offers for facet in db.session.execute(sa.select(FACET))} == {0}
        for column in (TALLY.c.counts, TALLY.c.backed):
            assert not any(db.session.execute(sa.select(column)).scalar_one())


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("school", True),
        ("SCHOOLS", True),
        ("whole-scho", True),
        ("northgate learn", True),
        ("the", True),
        ("école", False),
        ("zebra", False),
        ("'\"); DROP TABLE offer; -- school", False),
        ('"*', None),
        ("NEAR(school, 2)", False),
        ("  ", None),
    ],
)
def test_any_text_can_be_searched(
    app: Flask, region: Region, question: str, is_found: bool | None
) -> None:
    owner, pathway = region.pathways[0]
    with app.app_context():
        with transaction() as session:
            version = freeze_draft(session, owner, pathway)
            publish(session, owner, pathway, version.id, Visibility.PUBLIC)
        asked = matching(db.session, question)
        if is_found is None:
            assert asked is None
            return
        assert asked is not None
        found = db.session.execute(sa.select(asked[1], asked[2])).all()
        assert len(found) == int(is_found)


SPOILT: list[Any] = [
    lambda: sa.update(OFFER).values(share=1),
    lambda: sa.update(OFFER).values(reached=sa.func.replace(OFFER.c.reached, "1", "0")),
    lambda: sa.update(TAG).values(value="Elsewhere").where(TAG.c.kind == "sector"),
    lambda: sa.update(FACET).values(offers=7).where(FACET.c.kind == "level"),
    lambda: sa.update(FACET).values(public_offers=7).where(FACET.c.kind == "theme"),
    lambda: sa.update(TALLY).values(offers=9),
    lambda: sa.update(TALLY).values(counts=[]),
    lambda: sa.update(TALLY).values(backed=[]),
    lambda: sa.delete(MEMBERS).where(MEMBERS.c.kind == "level"),
    lambda: sa.update(MEMBERS).values(members=b"\x01").where(MEMBERS.c.kind == "price"),
    lambda: sa.delete(TALLY),
    lambda: sa.text("DELETE FROM offer_search"),
    lambda: sa.delete(TAG),
]


SPOILT_WORDS = (
    "UPDATE offer_search_data SET block = x'00' WHERE id > 10",
    "DELETE FROM offer_search_docsize",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", SPOILT_WORDS)
def test_words_that_the_search_lost_are_told_and_put_right(
    app: Flask, region: Region, statement: str
) -> None:
    test_what_is_kept_wrongly_is_told_and_put_right(app, region, lambda: sa.text(statement))
    assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"


@pytest.mark.parametrize("statement", SPOILT, ids=range(len(SPOILT)))
def test_what_is_kept_wrongly_is_told_and_put_right(
    app: Flask, region: Region, statement: Any
) -> None:
    owner, pathway = region.pathways[0]
    with app.app_context(), transaction() as session:
        version = freeze_draft(session, owner, pathway)
        publish(session, owner, pathway, version.id, Visibility.PUBLIC)
    with app.app_context(), transaction() as session:
        session.execute(statement())
    told = app.test_cli_runner().invoke(args=["doctor"])
    assert told.exit_code == 1, told.output
    mended = app.test_cli_runner().invoke(args=["doctor", "--mend"])
    assert mended.exit_code == 0, mended.output
    assert "Listed anew: 1." in mended.output


def test_what_was_published_before_an_upgrade_is_listed(app: Flask, region: Region) -> None:
    with app.app_context():
        for owner, pathway in region.pathways:
            with transaction() as session:
                version = freeze_draft(session, owner, pathway)
                publish(session, owner, pathway, version.id, Visibility.PUBLIC)
        with transaction() as session:
            for table in (TAG, OFFER, FACET, MEMBERS, TALLY):
                session.execute(sa.delete(table))
            session.execute(sa.text("DELETE FROM offer_search"))
        unlisted = [text for text in faults() if "does not list it" in text]
        assert len(unlisted) == len(region.pathways)
        with transaction() as session:
            assert keep_missing(session) == len(region.pathways)
        with transaction() as session:
            assert keep_missing(session) == 0
        assert faults() == []


def test_a_price_for_a_group_is_compared_by_person(app: Flask, region: Region) -> None:
    content: PathwayContent = demonstration("whole-school")
    details = replace(content.details, price_pence=100_001, price_basis="group", group_max=20)
    with app.app_context():
        owner = region.owners[0]
        changed = replace(content, details=details)
        pathway = load_pathway(owner.organisation_id or "", changed)
        with transaction() as session:
            version = freeze_draft(session, owner, pathway)
            publish(session, owner, pathway, version.id, Visibility.PUBLIC)
        row = db.session.execute(sa.select(OFFER).where(OFFER.c.pathway_id == pathway)).one()
        assert (row.price_per_person, row.price_band) == (5_001, "75")


def test_what_an_offer_treats_is_counted_once_and_taken_back_whole() -> None:
    offer = KeptOffer({"reached": "17", "developed": "6", "assessed": "4"}, frozenset())
    counts: list[int] = []
    add_treated(counts, offer, 1)
    assert counts == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]
    add_treated(counts, offer, -1)
    assert counts == [0] * 15


def test_what_an_offer_backs_is_counted_once_and_taken_back_whole() -> None:
    offer = KeptOffer({"backed": "15"}, frozenset())
    counts: list[int] = []
    add_backed(counts, offer, 1)
    assert counts == [1, 0, 1, 0, 1]
    add_backed(counts, offer, -1)
    assert counts == [0] * 5


def test_sets_of_offers_are_kept_in_parts_and_read_as_one(app: Flask) -> None:
    numbers = [1, 5, 8_191, 8_192, 8_193, 30_000]
    with app.app_context():
        with transaction() as session:
            for number in numbers:
                change_members(session, gained=[(number, ("level", "2"))])
            for _ in range(2):
                change_members(session, [(5, ("level", "2"))], [(5, ("level", "3"))])
            change_members(session, [(1, ("level", "2"))], [(1, ("level", "2"))])
        found = read_members(db.session, [("level", "2"), ("level", "3"), ("level", "4")])
        assert numbers_of(found["level", "2"]) == [n for n in numbers if n != 5]
        assert numbers_of(found["level", "3"]) == [5]
        assert found["level", "4"] == 0
        assert count(MEMBERS) == 4
    assert set_of(numbers) == sum(1 << number for number in numbers)
    assert set_of([]) == 0
