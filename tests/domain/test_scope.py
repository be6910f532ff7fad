"""Which rows a part of a submission holds, and who reads them."""

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.places import list_places, module_row
from pathways.domain.review.scope import ASSURANCE, Scope, list_scopes, share_out
from pathways.domain.review.submission import WHOLE, line_row
from pathways.domain.rule.standards import BALANCED
from tests.domain.samples import SMALL, module

CONTENT = PathwayContent(
    "small",
    "Title",
    2,
    modules=(module(1, "L2-AA-K01:I L1-AA-K01:D"), module(2, "L2-BB-K01:A L2-AA-K01:D")),
)


def scopes() -> dict[str, Scope]:
    """Return the parts of the sample, by key."""
    found = list_scopes(SMALL, CONTENT, list_places(SMALL, CONTENT, BALANCED))
    return {scope.key: scope for scope in found}


def test_a_theme_holds_its_line_and_its_competencies_of_all_levels() -> None:
    rows = scopes()[line_row("AA")].rows
    assert rows == {line_row("AA"), "L2-AA-K01", "L2-AA-K02", "L2-AA-S01", "L1-AA-K01"}


def test_a_module_holds_itself_and_what_it_treats() -> None:
    second = CONTENT.modules[1]
    assert scopes()[module_row(second.id)].rows == {
        module_row(second.id),
        "L2-BB-K01",
        "L2-AA-K01",
    }


def test_the_whole_holds_all_rows_and_a_standard_without_questions_has_no_such_part() -> None:
    found = scopes()
    every = {place.row for place in list_places(SMALL, CONTENT, BALANCED)}
    assert found[WHOLE].rows == every
    assert list(found) == [
        WHOLE,
        line_row("AA"),
        line_row("BB"),
        *(module_row(one.id) for one in CONTENT.modules),
        ASSURANCE,
    ]
    assert all("p:" in row or "a:" in row for row in found[ASSURANCE].rows)


def test_several_read_one_row_in_the_order_in_which_they_were_named() -> None:
    held = {line_row("BB"): ["b", "a"], line_row("AA"): ["b"]}
    readers = share_out(scopes().values(), held, ["a", "b", "c"])
    assert readers["L2-BB-K01"] == ("a", "b")
    assert readers["L2-AA-K01"] == ("b",)
    assert WHOLE not in readers, "nobody's"


def test_as_long_as_no_part_is_given_out_all_who_are_named_read_the_whole() -> None:
    readers = share_out(scopes().values(), {}, ["a", "b"])
    assert set(readers) == scopes()[WHOLE].rows
    assert set(readers.values()) == {("a", "b")}
    given = share_out(scopes().values(), {ASSURANCE: ["a"]}, ["a", "b"])
    assert set(given) == scopes()[ASSURANCE].rows
