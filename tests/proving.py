"""What `doctor` says of a database where nobody forged anything: it must be nothing."""

from flask import Flask

from pathways.db import db
from pathways.doctor import open_reading
from pathways.records.checks.proved import check_proofs
from pathways.records.checks.trail import walk


def find_unproved(app: Flask) -> list[str]:
    """Return what is told of the journal, and of rows that differ from their proofs."""
    with app.app_context(), open_reading(db.engine) as session:
        trail = walk(session)
        return [fault.text for fault in (*trail.faults, *check_proofs(session, trail))]
