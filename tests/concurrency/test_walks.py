"""Fifty thousand steps of two people in the builder, each compared with plain dictionaries."""

import random
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from flask import Flask

from pathways.builder import services
from pathways.db import db, new_id, transaction
from pathways.domain.policy import Actor
from pathways.records.checks.mappings import check_mappings
from pathways.records.editions import current_edition
from tests.concurrency.plain_builder import Builder
from tests.concurrency.walk import CODES, Walk, read_rows
from tests.concurrency.ways import WAYS
from tests.factories import make_organisation, make_person

STEPS: Final = 50_000
FEW: Final = 50
"""Of each part, where not all are taken."""
PARTS: Final = 10
WALK: Final = 250
"""How many steps are taken in one pathway."""


def walks(seed: int) -> Iterator[Walk]:
    """Yield walks without end, each in a pathway of its own."""
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    organisation = make_organisation(f"Provider {seed}")
    actors = [
        Actor(
            make_person(f"person-{seed}-{n}@test.example", organisation, "editor"),
            f"Person {n}",
            "",
            False,
            organisation,
            role="editor",
            is_provider=True,
        )
        for n in range(2)
    ]
    edition = current_edition(db.session)
    masks = {code: edition.by_code[code].mask for code in CODES}
    while True:
        with transaction() as session:
            pathway = services.pathways.create_pathway(
                session,
                actors[0],
                operation=new_id(),
                title="Course",
                target_level=2,
                entry_level=None,
                standard="balanced",
            )
        rows, _ = read_rows(db.session, pathway)
        db.session.close()
        yield Walk(draw, actors, pathway, Builder(rows), masks, WAYS)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_builder_does_what_plain_dictionaries_do(
    app: Flask, part: int, is_whole: bool, record_property: Callable[[str, object], None]
) -> None:
    taken = 0
    with app.app_context():
        wanted = STEPS // PARTS if is_whole else FEW
        for walk in walks(part):
            for _ in range(WALK):
                taken += walk.step()
                if taken >= wanted:
                    break
            faults = list(check_mappings(db.session))
            db.session.close()
            assert not faults, walk.say(str(faults))
            if taken >= wanted:
                break
        engine = db.engine.dialect.name
        db.session.close()
    record_property("measured", f"{taken:,} steps of two people on {engine}: 0 differences")
