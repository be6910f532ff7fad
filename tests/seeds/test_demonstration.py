"""The demonstration: every pathway loads, and shows what it is there to show."""

import csv
import json
from collections import Counter
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pathways.domain.framework.edition import Edition, build_edition
from pathways.domain.limits import LONG_LIMIT, NAME_LIMIT, NOTE_LIMIT, TITLE_LIMIT
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.rule.standards import BUILT_IN, BUILT_IN_BY_KEY
from pathways.text import clean_text

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
DEMONSTRATION = SEEDS / "demonstration"
KEYS = tuple(path.stem for path in sorted(DEMONSTRATION.glob("*.json")))

# Provider, target level, entry level, own standard, and competencies reached in its lines.
PLACES = {
    "family-hub-leads": ("northgate", 3, 2, "balanced", 71),
    "front-desk": ("northgate", 1, None, "framework-minimum", 35),
    "housing-teams": ("northgate", 2, 1, "balanced", 75),
    "police-custody": ("willow", 3, None, "framework-minimum", 11),
    "specialist-service": ("northgate", 4, 3, "assessed", 29),
    "whole-school": ("willow", 2, 1, "balanced", 33),
    "youth-two-hours": ("willow", 2, None, "balanced", 63),
}

# Lines met under the framework minimum, Balanced, Assessed, Half and Full, of six (level 4: seven).
LINES_MET = {
    "family-hub-leads": (6, 6, 5, 6, 0),
    "front-desk": (6, 4, 3, 0, 0),
    "housing-teams": (6, 6, 6, 4, 0),
    "police-custody": (4, 2, 1, 0, 0),
    "specialist-service": (7, 7, 7, 7, 0),
    "whole-school": (5, 4, 3, 0, 0),
    "youth-two-hours": (6, 6, 0, 1, 0),
}
VERDICTS = [
    pytest.param(key, standard.key, count, id=f"{key}-{standard.key}")
    for key, counts in LINES_MET.items()
    for standard, count in zip(BUILT_IN, counts, strict=True)
]

# What a careful reader is told, by kind, and how often.
CAUTIONS = {
    "family-hub-leads": {},
    "front-desk": {},
    "housing-teams": {},
    "police-custody": {"note": 1},
    "specialist-service": {},
    "whole-school": {"note": 1, "outcome": 1},
    "youth-two-hours": {"rate": 4, "note": 2, "assessed": 1, "one-module": 1},
}

COMPLETE = ("family-hub-leads", "front-desk", "housing-teams", "specialist-service")


@cache
def plain(key: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DEMONSTRATION / f"{key}.json").read_text("utf-8"))
    return loaded


@cache
def content(key: str) -> PathwayContent:
    return PathwayContent.from_plain(plain(key))


@pytest.fixture(scope="module")
def edition() -> Edition:
    index = SEEDS / "wm-tif-2024"
    facts = json.loads((index / "edition.json").read_text("utf-8"))
    with (index / "competencies.csv").open(encoding="utf-8", newline="") as file:
        return build_edition(facts, csv.DictReader(file))


def texts(value: Any) -> list[str]:
    """Every text inside JSON values."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


def test_the_tables_of_this_test_name_every_pathway() -> None:
    assert KEYS == tuple(PLACES) == tuple(LINES_MET) == tuple(CAUTIONS)


def test_the_demonstration_has_two_providers_and_every_level() -> None:
    assert {place[0] for place in PLACES.values()} == {"northgate", "willow"}
    assert {place[1] for place in PLACES.values()} == {1, 2, 3, 4}


@pytest.mark.parametrize("key", KEYS)
def test_a_file_holds_content_and_nothing_that_loading_would_drop(key: str) -> None:
    held = content(key).to_plain()

    assert {"provider": PLACES[key][0], "key": key, **held} == plain(key)


@pytest.mark.parametrize("key", KEYS)
def test_a_pathway_is_what_the_table_says(key: str, edition: Edition) -> None:
    pathway = content(key)
    reached = judge(edition, pathway).reached

    assert pathway.edition == edition.code
    assert (
        plain(key)["provider"],
        pathway.target_level,
        pathway.entry_level,
        pathway.standard,
        reached,
    ) == PLACES[key]
    assert pathway.standard in BUILT_IN_BY_KEY


@pytest.mark.parametrize("key", KEYS)
def test_every_mapping_names_a_competency_and_outcomes_of_its_module(
    key: str, edition: Edition
) -> None:
    for module in content(key).modules:
        own = [outcome.id for outcome in module.outcomes]
        assert len(set(own)) == len(own)
        for mapping in module.mappings:
            assert mapping.code in edition.by_code
            assert set(mapping.outcomes) <= set(own), (module.id, mapping.code)
            assert len(set(mapping.outcomes)) == len(mapping.outcomes)


@pytest.mark.parametrize("key", KEYS)
def test_local_ids_stand_once_in_a_pathway(key: str) -> None:
    modules = content(key).modules
    ids = [module.id for module in modules] + [o.id for m in modules for o in m.outcomes]

    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("key", KEYS)
def test_every_text_would_pass_the_forms(key: str) -> None:
    pathway = content(key)
    for text in texts(plain(key)):
        assert clean_text(text, LONG_LIMIT) == text
    clean_text(pathway.title, TITLE_LIMIT, is_line=True)
    clean_text(pathway.details.contact, NAME_LIMIT, is_line=True)
    for module in pathway.modules:
        clean_text(module.title, TITLE_LIMIT, is_line=True)
        clean_text(module.delivery, TITLE_LIMIT, is_line=True)
        for mapping in module.mappings:
            clean_text(mapping.evidence, NOTE_LIMIT)


@pytest.mark.parametrize("key", KEYS)
def test_the_minutes_of_the_modules_are_the_minutes_of_the_pathway(key: str) -> None:
    details = content(key).details

    assert content(key).minutes == details.contact_minutes + details.self_study_minutes


@pytest.mark.parametrize("key", KEYS)
def test_nobody_real_can_be_written_to(key: str) -> None:
    details = content(key).details
    links = [word for text in texts(plain(key)) for word in text.split() if "://" in word]

    assert not details.contact or details.contact.endswith(".demo.example")
    assert all(link.startswith("https://northgate.demo.example/") for link in links)
    assert details.price_basis in {"", "person", "group"}
    assert details.vat in {"", "included", "added", "exempt"}


@pytest.mark.parametrize(("key", "standard", "count"), VERDICTS)
def test_a_pathway_meets_the_lines_that_it_is_meant_to_meet(
    key: str, standard: str, count: int, edition: Edition
) -> None:
    report = judge(edition, content(key), BUILT_IN_BY_KEY[standard])

    assert sum(line.is_met for line in report.lines) == count
    assert report.is_met is (count == len(report.lines))


@pytest.mark.parametrize("key", KEYS)
def test_a_careful_reader_is_told_what_the_pathway_is_meant_to_show(
    key: str, edition: Edition
) -> None:
    found = Counter(caution.kind.value for caution in measure(edition, content(key)).cautions)

    assert found == CAUTIONS[key]


def test_the_pathway_with_gaps_leaves_one_theme_out_and_one_to_knowledge(
    edition: Edition,
) -> None:
    report = judge(edition, content("whole-school"))

    assert report.headline.startswith("4 of 6 themes")
    assert report.line("LE").status == "none"
    assert report.line("CH").status == "knowledge only"


def test_only_cultural_humility_keeps_the_leaders_pathway_from_assessed(
    edition: Edition,
) -> None:
    report = judge(edition, content("family-hub-leads"), BUILT_IN_BY_KEY["assessed"])

    assert [line.line.key for line in report.lines if not line.is_met] == ["CH"]


def test_themes_of_the_specialist_pathway_are_met_by_its_entry_requirement(
    edition: Edition,
) -> None:
    pathway = content("specialist-service")
    report = judge(edition, pathway)

    assert all(line.by_entry for line in report.themes)
    assert report.line("SP").reached == 13
    assert pathway.details.qualification
    assert pathway.details.supervision


@pytest.mark.parametrize("key", COMPLETE)
def test_a_complete_pathway_leaves_nothing_unsaid(key: str, edition: Edition) -> None:
    pathway = content(key)
    assurance = asdict(pathway.assurance)
    principles = dict(assurance.pop("principles"))
    optional = {"qualification", "supervision"} if pathway.target_level < 4 else set()

    assert list(principles) == [principle.code for principle in edition.principles]
    assert all(principles.values())
    assert all(assurance.values())
    assert not [
        name
        for name, value in asdict(pathway.details).items()
        if not value and name not in optional
    ]
    for module in pathway.modules:
        assert module.description
        assert module.activities
        assert module.assessment
        for mapping in module.mappings:
            assert mapping.outcomes
            assert len(mapping.evidence.split()) >= 12, (module.id, mapping.code)


def test_the_pathway_in_progress_has_much_still_to_come() -> None:
    pathway = content("police-custody")

    assert not pathway.details.summary
    assert pathway.details.price_pence is None
    assert not pathway.assurance.principles
    assert len(pathway.modules) == 2
