"""What is kept in memory of frozen versions is what a look at them gives."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from pathways.db import db
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.rule.proportion import DEFAULTS, Thresholds
from pathways.models.version import Version
from pathways.records import measured
from pathways.records.editions import current_edition
from pathways.records.measured import measure_version
from pathways.records.thresholds import KEY
from tests.compare.shelf import put_out
from tests.factories import demonstration, make_organisation


def test_a_version_is_measured_once_by_each_limit(app: Flask, monkeypatch: Any) -> None:
    monkeypatch.setattr(measured, "MOST", 3)
    with app.app_context():
        provider = make_organisation()
        for key in ("youth-two-hours", "housing-teams"):
            put_out(provider, demonstration(key))
        session = db.session
        edition = current_edition(session)
        for rate in (12, 30, 12):
            session.info[KEY] = limits = Thresholds(rate=rate)
            for version in session.scalars(sa.select(Version)):
                content = PathwayContent.from_plain(version.content)
                found = measure_version(session, version, content)
                assert found == measure(edition, content, limits)
                assert measure_version(session, version, content) is found
        assert len(measured._KEPT) <= 3
        session.info[KEY] = DEFAULTS
