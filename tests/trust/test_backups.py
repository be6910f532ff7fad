"""Backups made while people save: each is whole, and holds all that was acknowledged before it."""

import shutil
from collections.abc import Callable
from pathlib import Path

from pathways import create_app
from pathways.backup import back_up
from pathways.db import db
from tests.conftest import settings
from tests.trust.site import Visitor, saving, serve
from tests.trust.work import check_file, make_work

BACKUPS, TENTH, EDITORS = 50, 5, 3


def test_a_backup_under_writes_is_whole_and_misses_nothing(
    sqlite_template: Path,
    tmp_path: Path,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    path = tmp_path / "live.sqlite"
    shutil.copyfile(sqlite_template, path)
    app = create_app(settings(f"sqlite:///{path}", tmp_path))
    with app.app_context():
        work = make_work(modules=30, editors=EDITORS)
    wanted = BACKUPS if is_whole else TENTH
    with serve(f"sqlite:///{path}", tmp_path) as server:
        visitors = [Visitor(server.port) for _ in range(EDITORS)]
        for visitor, email in zip(visitors, work.editors, strict=True):
            visitor.sign_in(email)
        with saving(visitors, work) as see_more:
            for number in range(wanted):
                see_more()
                # What a cell held before the copy began, and whatever was wished until it ended.
                begun = work.snapshot()
                copy = tmp_path / f"{number}.sqlite"
                with app.app_context():
                    back_up(db.engine, copy)
                assert check_file(copy, begun.widened_by(work)) == [], f"backup {number}"
                copy.unlink()
    with app.app_context():
        db.engine.dispose()
    record_property(
        "measured",
        f"{wanted:,} backups while {work.acknowledged:,} saves were acknowledged: 0 damaged, "
        "0 without what was acknowledged before",
    )
