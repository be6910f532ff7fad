"""What is published, to whom it is shown, and the approvals that stand on it.

The directory and every page that sets its pathways side by side read through here,
so that none of them can show what another would not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.organisation import OrganisationState
from pathways.domain.pathway.state import PathwayState, PublicationState
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.review.submission import APPROVALS, Decided
from pathways.models.account import Organisation
from pathways.models.decision import Decision
from pathways.models.pathway import Pathway
from pathways.models.publication import Publication
from pathways.models.submission import Submission
from pathways.models.version import Version


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An approval that stands on the very version that is shown. Its word is that of `outcome`."""

    outcome: Decided
    by: str
    commissioner: str
    standard: str
    at: datetime
    ends_on: date | None


def publications() -> sa.FromClause:
    """Return publications joined with their version, provider and pathway."""
    return (
        sa.inspect(Publication)
        .local_table.join(Version, Version.id == Publication.version_id)
        .join(Organisation, Organisation.id == Publication.organisation_id)
        .join(Pathway, Pathway.id == Publication.pathway_id)
    )


def shown_to(*, is_inside: bool) -> tuple[sa.ColumnElement[bool], ...]:
    """Say what is shown: nothing of a pathway put away, or of an organisation that is closed.

    `is_inside` is true for people of an organisation, who see also what is
    not shown to everybody.
    """
    shown: list[sa.ColumnElement[bool]] = [
        Publication.state == PublicationState.PUBLISHED,
        Pathway.state == PathwayState.ACTIVE,
        Organisation.state == OrganisationState.ACTIVE,
    ]
    if not is_inside:
        shown.append(Publication.visibility == Visibility.PUBLIC.value)
    return tuple(shown)


def read_reviews(
    session: Session, version_ids: Iterable[str] | sa.Select[Any], today: date
) -> Mapping[str, tuple[Reviewed, ...]]:
    """Return the approvals that stand today, by version: not withdrawn, and not past their end.

    The versions are named, or selected.
    """
    asked = version_ids if isinstance(version_ids, sa.Select) else tuple(version_ids)
    rows = session.execute(
        sa.select(
            Submission.version_id,
            Submission.standard,
            Organisation.name,
            Decision.outcome,
            Decision.by_name,
            Decision.at,
            Decision.ends_on,
        )
        .join(Submission, Submission.id == Decision.submission_id)
        .join(Organisation, Organisation.id == Submission.commissioner_id)
        .where(
            Submission.version_id.in_(asked),
            Decision.outcome.in_(APPROVALS),
            Decision.withdrawn_at.is_(None),
            sa.or_(Decision.ends_on == "", Decision.ends_on >= today.isoformat()),
        )
        .order_by(Decision.at, Decision.id)
        .execution_options(whole="an approval is shown with the published version it stands on")
    )
    found: dict[str, list[Reviewed]] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(
            Reviewed(
                outcome=Decided(row.outcome),
                by=row.by_name,
                commissioner=row.name,
                standard=row.standard["name"],
                at=row.at,
                ends_on=date.fromisoformat(row.ends_on) if row.ends_on else None,
            )
        )
    return {key: tuple(views) for key, views in found.items()}
