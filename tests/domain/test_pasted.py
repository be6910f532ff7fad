"""A staff list pasted from a spreadsheet, in any order, with whatever is wrong in it."""

import pytest

from pathways.domain.framework.edition import Edition
from pathways.domain.need.pasted import MOST_PROBLEMS, read_level, read_pasted, read_written_day
from pathways.domain.need.staff import MOST_STAFF, StaffMember
from tests.seeds.hits import seed_edition


@pytest.fixture(scope="module")
def edition() -> Edition:
    return seed_edition()


def test_columns_are_found_by_their_heads_in_any_order(edition: Edition) -> None:
    text = (
        "Our people\n\nSite\tShoe size\tJob title\tStaff number\tLevel held\tDate\tNeeded\n"
        "Quay\t42\tWarden\t17\tTrauma Aware\t27/3/2025\t2\n\n"
        '"Moor\nLane"\t\tLead\t18\tnone\t\tLevel 3\n'
    )
    found = read_pasted(edition, text)
    assert found.problems == ()
    assert found.unread == ("Shoe size",)
    assert found.members == (
        StaffMember("17", "Warden", "", "Quay", 1, 2, 1, "2025-03-27"),
        StaffMember("18", "Lead", "", "Moor Lane", 1, 3, None),
    )
    assert ("Role", "Job title") in found.columns


@pytest.mark.parametrize("sign", ["\t", ",", ";"])
def test_cells_may_be_parted_by_tabs_commas_or_semicolons(edition: Edition, sign: str) -> None:
    text = "\n".join(sign.join(row) for row in (["Role", "People"], ["Warden", "12"]))
    assert read_pasted(edition, text).members == (StaffMember(role="Warden", people=12),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Warden\t12", "The first row has to name the columns"),
        ("Shoe size\tHat\n1\t2", "The first row has to name the columns"),
        ("Role\tPeople", "There is no row"),
        ("Role\tPeople\nWarden\t0", "Row 2: “0” is no number of people"),
        ("Role\tPeople\nWarden\t1000000", "Row 2: “1000000” is no number of people"),
        ("Role\tPeople\nWarden\t-3", "Row 2: “-3” is no number of people"),
        ("Role\tNeeded\nWarden\t9", "Row 2: “9” is no level"),
        ("Role\tDate\nWarden\t31/2/2026", "Row 2: “31/2/2026” is no day that there is"),
        ("Role\tDate\nWarden\tsoon", "Row 2: “soon” is no day"),
        ("Role\tSite\n\tQuay", "Row 2: it has no name or number"),
        ("Role\tSite\n" + "x" * 180 + "\tQuay", "has more than 120 characters"),
        ("Role\n" + "Warden\n" * (MOST_STAFF + 1), "A staff list holds 5,000 rows"),
    ],
)
def test_what_cannot_be_taken_is_said_with_its_row(
    edition: Edition, text: str, problem: str
) -> None:
    found = read_pasted(edition, text)
    assert any(problem in words for words in found.problems), found.problems


def test_of_many_problems_the_first_are_said(edition: Edition) -> None:
    found = read_pasted(edition, "Role\tPeople\n" + "Warden\tmany\n" * 500)
    assert len(found.problems) == MOST_PROBLEMS + 1
    assert found.problems[-1] == "And 480 more rows like these."


def test_five_thousand_rows_are_read(edition: Edition) -> None:
    text = "Role\tTeam\n" + "\n".join(f"Warden {at}\tQuay" for at in range(MOST_STAFF))
    assert len(read_pasted(edition, text).members) == MOST_STAFF


@pytest.mark.parametrize(
    "text", ["2026-03-27", "27/3/2026", "27.03.26", "27 Mar 2026", "27-March-2026"]
)
def test_days_as_people_write_them(text: str) -> None:
    assert read_written_day(text) == "2026-03-27"


@pytest.mark.parametrize(
    ("text", "level"),
    [("", None), ("none", None), ("2", 2), ("L2", 2), ("Informed", 2), ("2 Trauma Informed", 2)],
)
def test_levels_by_number_or_name(edition: Edition, text: str, level: int | None) -> None:
    assert read_level(edition, text) == level
