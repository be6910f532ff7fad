"""The bars of the coverage column: they follow what is done in a module, in whichever line."""

from dataclasses import replace

from pathways.builder.routes.blueprint import changed_fragments
from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from tests.builder.house import House
from tests.factories import load_pathway


def test_a_bar_follows_where_its_line_holds_none_of_what_was_changed(house: House) -> None:
    """A module that becomes crowded backs nothing, in any line."""
    edition = house.view().edition
    first, *_others, last = edition.lines(2)
    claimed = edition.members(first.mask)[0].code
    added = edition.members(last.mask)[0]
    marks = (Mapping(claimed, Treatment.DEVELOPED, f"Pairs talk over a case, {claimed}"),)
    module = Module("m", "All of it", minutes=5, outcomes=(Outcome("o", "Listen"),), mappings=marks)
    crowded = replace(module, mappings=(*marks, Mapping(added.code, Treatment.INTRODUCED)))

    def load(held: Module) -> None:
        content = PathwayContent(edition.code, "Nearly crowded", 2, modules=(held,))
        with house.app.app_context():
            house.pathway = load_pathway(house.organisation, content)

    load(module)
    was = house.view().standing
    load(crowded)
    now = house.view().standing
    with house.app.test_request_context():
        parts = changed_fragments(house.pathway, was, now, added.mask)
        sent = [str(part.render()) for part in parts]
    assert [part for part in sent if f'id="bar-{first.key}"' in part], sent
