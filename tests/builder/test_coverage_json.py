"""coverage.json says what the coverage rules say, for any standard."""

import json
from typing import Any

import pytest
from flask import Flask

from pathways.db import db
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import judge
from pathways.domain.pathway.observations import observe
from pathways.domain.pathway.report import plain_proportion
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.proportion import DEFAULTS, Thresholds
from pathways.domain.rule.reasons import line_reasons
from pathways.domain.rule.standards import BUILT_IN
from pathways.records.thresholds import KEY
from tests.builder.house import House
from tests.factories import demonstration, load_pathway

KEYS = ("whole-school", "specialist-service", "police-custody")


def read(house: House, pathway: str, standard: str = "") -> dict[str, Any]:
    asked = f"?standard={standard}" if standard else ""
    response = house.client.raw.get(f"/pathways/{pathway}/coverage.json{asked}")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    plain: dict[str, Any] = json.loads(response.get_data())
    return plain


def codes(edition: Edition, mask: int) -> list[str]:
    return [item.code for item in edition.members(mask)]


def expected_lines(report: CoverageReport) -> list[dict[str, Any]]:
    edition = report.edition
    return [
        {
            "key": line.line.key,
            "name": line.line.name,
            "met": line.is_met,
            "by_entry": line.by_entry,
            "status": line.status,
            "reached": line.reached,
            "total": line.total,
            "strands": [(s.strand, s.reached, s.total) for s in line.strands],
            "levels": [(s.level, s.reached, s.total) for s in line.levels],
            "introduced": line.introduced,
            "developed": line.developed,
            "assessed": line.assessed,
            "minutes": line.minutes,
            "reached_codes": codes(edition, line.reached_mask),
            "reasons": list(line_reasons(edition, line)),
            "unmet": [
                (
                    unmet.demand.kind.value,
                    unmet.demand.strand,
                    unmet.have,
                    unmet.demand.count,
                    unmet.missing,
                    codes(edition, unmet.mending),
                )
                for unmet in line.unmet
            ],
        }
        for line in report.lines
    ]


def shortened(line: dict[str, Any]) -> dict[str, Any]:
    unmet = ("kind", "strand", "have", "need", "missing", "mending")
    return {
        **line,
        "strands": [(s["strand"], s["reached"], s["total"]) for s in line["strands"]],
        "levels": [(s["level"], s["reached"], s["total"]) for s in line["levels"]],
        "unmet": [tuple(d[key] for key in unmet) for d in line["unmet"]],
    }


@pytest.mark.parametrize("key", KEYS)
def test_the_numbers_are_those_of_the_coverage_rules(app: Flask, house: House, key: str) -> None:
    content = demonstration(key)
    with app.app_context():
        pathway = load_pathway(house.organisation, content)
    edition = house.view(pathway).edition
    for standard in BUILT_IN:
        report = judge(edition, content, standard)
        plain = read(house, pathway, standard.key)

        assert plain["headline"] == report.headline
        assert (plain["met"], plain["reached"], plain["total"]) == (
            report.is_met,
            report.reached,
            report.total,
        )
        assert [shortened(line) for line in plain["lines"]] == expected_lines(report)
        assert [
            (s["level"], s["met"], s["by_entry"], s["represented"], s["lines"])
            for s in plain["progression"]
        ] == [(s.level, s.is_met, s.by_entry, s.represented, s.lines) for s in report.progression]
        assert plain["above"] == codes(edition, report.above_mask)
        measured = measure(edition, content)
        assert plain["proportion"] == plain_proportion(measured)
        assert [(o["kind"], o["text"], o["module"] or 0) for o in plain["observations"]] == [
            (o.kind, o.text, o.module) for o in observe(edition, content, measured.cautions)
        ]


def test_it_names_edition_levels_and_the_pathways_own_standard(house: House) -> None:
    plain = read(house, house.pathway)

    assert plain["pathway"]["id"] == house.pathway
    assert plain["edition"]["code"] == "wm-tif-2024"
    assert plain["standard"]["key"] == "balanced"
    assert plain["standard"]["asks"]
    assert plain["target_level"] == {"number": 2, "name": "Trauma Informed"}
    assert plain["entry_level"] == {"number": 1, "name": "Trauma Aware"}


def test_an_unknown_standard_is_answered_with_the_known_ones(house: House) -> None:
    response = house.client.raw.get(f"{house.url}/coverage.json?standard=strict")

    assert response.status_code == 404
    assert response.json == {
        "error": "There is no standard of this key.",
        "standards": ["assessed", "balanced", "framework-minimum", "full", "half"],
    }


def test_it_is_not_sent_again_until_something_changes(house: House) -> None:
    address = f"{house.url}/coverage.json"
    mark = house.client.raw.get(address).headers["ETag"]

    again = house.client.raw.get(address, headers={"If-None-Match": mark})
    assert again.status_code == 304
    house.treat("L2-KA-K01", "I")
    changed = house.client.raw.get(address, headers={"If-None-Match": mark})
    assert changed.status_code == 200


def test_thresholds_are_settings(app: Flask, house: House) -> None:
    house.treat("L2-KA-K01", "I")
    with app.app_context():
        db.sessionmaker.configure(info={KEY: Thresholds(rate=0)})
    try:
        kinds = [item["kind"] for item in read(house, house.pathway)["observations"]]
    finally:
        # Other tests are given the same app.
        with app.app_context():
            db.sessionmaker.configure(info={KEY: DEFAULTS})
    assert "crowded" in kinds
