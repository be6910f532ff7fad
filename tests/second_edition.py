"""A second edition, made of the first with a theme more in the middle and twelve competencies."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from flask import Flask

from pathways.db import new_id, transaction
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import Standard
from pathways.framework.services import Index, load_index
from pathways.records.people import find_owner
from pathways.standards.services import define_standard
from tests.compare.shelf import put_out
from tests.factories import CURRENT_EDITION, make_organisation, make_person, read_seeds
from tests.moving import kept
from tests.page import Client, Page

SignIn = Callable[[str], Client]

SECOND: Final = "test-2030"
PROVIDER, BUYER = "provider@test.example", "buyer@test.example"


def second_index() -> Index:
    """Return the index of the second edition: a theme is put in after the first one."""
    first = read_seeds()
    themes = list(first.facts["themes"])
    power = {"code": "PW", "name": "Power", "short_name": "Power", "gist": "Who decides."}
    facts = {
        **first.facts,
        "code": SECOND,
        "published": "2030-11",
        "themes": [themes[0], power, *themes[1:]],
    }
    rows, bit = [], len(first.rows)
    for place, row in enumerate(first.rows):
        rows.append(dict(row))
        level, theme = row["code"].split("-")[:2]
        after = first.rows[place + 1]["code"] if place + 1 < len(first.rows) else ""
        if theme == "KA" and not after.startswith(f"{level}-KA"):
            for name in ("K01", "K02", "S01", "S02"):
                code = f"{level}-PW-{name}"
                label = f"Of power, {level} {name}"
                rows.append({**row, "code": code, "bit": str(bit), "label": label})
                bit += 1
    return replace(first, facts=facts, rows=rows, digest="2" * 64)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Ids of what is published, two pathways on each edition, and of two standards on the first.

    One standard names a competency, the other asks a share of every line.
    """

    provider: str
    first: tuple[str, str]
    second: tuple[str, str]
    named: str
    shared: str


def offer(edition: str, title: str, *codes: str) -> PathwayContent:
    """Return a pathway of one module that develops these competencies."""
    mappings = tuple(Mapping(code, Treatment.DEVELOPED, "A case study") for code in codes)
    module = Module(id="m1", title="What trauma does", minutes=90, mappings=mappings)
    return PathwayContent(edition, title, 2, standard="framework-minimum", modules=(module,))


@kept
def make_shelf(app: Flask) -> Shelf:
    """Publish on the first edition, load the second beside it, and publish on that."""
    with app.app_context():
        provider = make_organisation("Northgate Learning")
        buyer = make_organisation("Metro", is_provider=False, is_commissioner=True)
        make_person(PROVIDER, provider)
        make_person(BUYER, buyer)
        first = (
            put_out(provider, offer(CURRENT_EDITION, "First one", "L2-KA-K01", "L2-WB-K01")),
            put_out(provider, offer(CURRENT_EDITION, "First two", "L2-CH-K01")),
        )
        with transaction() as session:
            judge = find_owner(session, BUYER)
            needed = frozenset({"L2-KA-K01"})
            named = define_standard(
                session, judge, Standard("", "Named", "Ours", required=needed), new_id()
            )
            shared = define_standard(session, judge, Standard("", "Shared", "", share=1), new_id())
        with transaction() as session:
            assert load_index(session, second_index()).added == 431
        second = (
            put_out(provider, offer(SECOND, "Second one", "L2-PW-K01", "L2-WB-K01")),
            put_out(provider, offer(SECOND, "Second two", "L2-CH-K01", "L2-CH-S01")),
        )
    return Shelf(provider, first, second, named, shared)


def titles(page: Page) -> list[str]:
    """Return the titles that a page of the directory lists, by name."""
    return sorted(page.words(one) for one in page.all(".//li[@class='card listing']//h3"))
