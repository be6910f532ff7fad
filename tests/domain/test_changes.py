"""What differs between two versions, competency by competency."""

from dataclasses import replace

import pytest

from pathways.domain.pathway.changes import ChangeKind, compare_versions
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from tests.domain.samples import WM

CODE = "L2-KA-K01"
I, D = Treatment.INTRODUCED, Treatment.DEVELOPED  # noqa: E741  # as on the treatment scale


def pathway(*treated: Mapping | None) -> PathwayContent:
    """Return a pathway whose modules hold one mapping each, or none."""
    modules = tuple(
        Module(id=f"m{number}", title=f"Module {number}", mappings=(item,) if item else ())
        for number, item in enumerate(treated, start=1)
    )
    return PathwayContent("wm-tif-2024", "Sample", 2, modules=modules)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ((None, None), (Mapping(CODE, I), None), ChangeKind.ADDED),
        ((Mapping(CODE, I), None), (None, None), ChangeKind.REMOVED),
        ((Mapping(CODE, I), None), (Mapping(CODE, D), None), ChangeKind.RAISED),
        ((Mapping(CODE, D), None), (Mapping(CODE, I), None), ChangeKind.LOWERED),
        ((Mapping(CODE, I), None), (None, Mapping(CODE, I)), ChangeKind.MOVED),
        ((Mapping(CODE, I), None), (Mapping(CODE, I, "Slide 4"), None), ChangeKind.EVIDENCE),
        ((Mapping(CODE, I), None), (Mapping(CODE, I), None), None),
    ],
)
def test_a_competency_changes_in_one_way(
    old: tuple[Mapping | None, ...], new: tuple[Mapping | None, ...], kind: ChangeKind | None
) -> None:
    found = compare_versions(WM, pathway(*old), pathway(*new)).competencies
    assert [(change.competency.code, change.kind) for change in found] == (
        [(CODE, kind)] if kind else []
    )


def test_a_module_that_stands_elsewhere_takes_nothing_out() -> None:
    old = pathway(Mapping(CODE, I), None)
    turned = replace(old, modules=old.modules[::-1])
    copied = replace(old, modules=tuple(replace(m, id=f"copy-{m.id}") for m in old.modules))
    assert compare_versions(WM, old, turned).competencies == ()
    assert compare_versions(WM, old, copied).is_empty
