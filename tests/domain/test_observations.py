"""Remarks for the provider alone, and the facts that scripts read under the keys they know."""

from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import Module, PathwayContent
from pathways.domain.pathway.observations import Observation, observe, remark
from tests.domain.samples import SMALL, module


def remarks(kind: str, *modules: Module) -> list[Observation]:
    """Remarks of one kind on a pathway of the small edition."""
    content = PathwayContent("small", "Fruit", 2, modules=modules)
    return [item for item in remark(SMALL, content) if item.kind == kind]


def test_a_pathway_without_modules_has_no_remark() -> None:
    assert remark(SMALL, PathwayContent("small", "Fruit", 2)) == ()


def test_a_module_with_no_mapping_is_named() -> None:
    (found,) = remarks("unmapped-module", module(1, "L2-AA-K01:A"), module(2))
    assert found == Observation("unmapped-module", "Module 2 treats no competency.", 2)


def test_competencies_introduced_but_never_assessed_are_listed() -> None:
    (found,) = remarks(
        "never-assessed",
        module(1, "L2-BB-K01:I L2-AA-K01:I L2-AA-K02:I L2-BB-S01:D"),
        module(2, "L2-AA-K02:A L2-BB-K01:D"),
    )
    assert found.codes == ("L2-AA-K01", "L2-BB-K01")
    assert found.text == "Two competencies are introduced but never assessed."
    assert found.module == 0


def test_one_competency_introduced_but_never_assessed_is_said_in_the_singular() -> None:
    (found,) = remarks("never-assessed", module(1, "L2-AA-K01:I"))
    assert found.text == "One competency is introduced but never assessed."


def test_nothing_is_said_where_all_that_is_introduced_is_assessed_elsewhere() -> None:
    assert not remarks("never-assessed", module(1, "L2-AA-K01:I"), module(2, "L2-AA-K01:A"))


def test_cautions_are_told_under_the_keys_that_scripts_know() -> None:
    content = PathwayContent("small", "Fruit", 2, modules=(module(1, "L2-AA-K01:A"),))
    cautions = measure(SMALL, content).cautions
    found = observe(SMALL, content, cautions)
    assert [item.kind for item in found] == ["no-evidence", "assessed", "idle-outcome"]
    assert [item.text for item in found] == [f"{item.text}." for item in cautions]
