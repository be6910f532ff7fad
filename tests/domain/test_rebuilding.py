"""Steps turned back in memory, and what going back would change in sentences."""

from dataclasses import replace
from typing import Any

import pytest

from pathways.domain.pathway.changes import compare_versions
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.rebuilding import GapError, Rows, rows_of, turn_back
from pathways.domain.pathway.retold import retell
from pathways.domain.pathway.treatment import Treatment
from tests.domain.samples import WM

ROWS: Rows = {("module", "m"): {"id": "m", "title": "Now", "position": 0, "introduced": "f"}}


def image(before: Any, after: Any, identifier: str = "m") -> dict[str, Any]:
    return {"table": "module", "id": identifier, "before": before, "after": after}


def test_steps_are_turned_back_newest_first_and_images_last_first() -> None:
    steps = [
        [
            image({"title": "Then"}, {"title": "Between"}),
            image({"title": "Between"}, {"title": "Now"}),
        ],
        [image({"title": "First"}, {"title": "Then"})],
    ]
    assert turn_back(ROWS, steps)["module", "m"]["title"] == "First"
    assert ROWS["module", "m"]["title"] == "Now", "what is there stays as it is"


def test_what_came_goes_and_what_went_comes_back() -> None:
    gone = {"id": "n", "title": "Gone", "position": 1}
    found = turn_back(ROWS, [[image(gone, None, "n")], [image(None, {"id": "m"})]])
    assert [row["title"] for row in rows_of(found, "module")] == ["Gone"]


def test_what_follows_the_mappings_of_a_module_is_no_gap() -> None:
    step = [image({"title": "Then"}, {"title": "Now", "introduced": "0", "version": 9})]
    assert turn_back(ROWS, [step])["module", "m"]["title"] == "Then"


@pytest.mark.parametrize(
    "images",
    [
        None,
        [image({"title": "Then"}, {"title": "Not what is there"})],
        [image({"title": "Then"}, {"title": "Now"}, "unknown")],
        [image(None, {"id": "unknown"}, "unknown")],
        [image({"id": "m"}, None)],
    ],
)
def test_a_step_that_does_not_fit_is_a_gap(images: Any) -> None:
    with pytest.raises(GapError):
        turn_back(ROWS, [images])


def test_each_kind_of_change_is_a_sentence() -> None:
    codes = [item.code for item in WM.competencies if item.level == 1][:9]
    mappings = tuple(Mapping(code, Treatment.DEVELOPED) for code in codes)
    now = PathwayContent(
        WM.code, "Title", 1, modules=(Module("m", "One", minutes=60, mappings=mappings),)
    )
    less = replace(now.modules[0], mappings=mappings[:1])
    then = replace(now, title="Other", modules=(less, Module("n", "Two", minutes=60)))
    said = retell(compare_versions(WM, now, then), is_same=False)
    assert said[0] == "Module “Two” would come back."
    assert said[1].startswith("8 competencies would go: ")
    assert said[1].endswith(" and 3 more.")
    assert "Title would be as before." in said
    assert retell(compare_versions(WM, now, now), is_same=True) == ()
    order = retell(compare_versions(WM, now, now), is_same=False)
    assert order == ("The order of modules or outcomes would be as before.",)
