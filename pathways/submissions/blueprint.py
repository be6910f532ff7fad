"""The blueprint, and what its pages share: words for ages, a submission, names of files.

A submission starts at a pathway, so the blueprint has no address of its own in front.
"""

from datetime import datetime

from flask import Blueprint

from pathways.access import actor
from pathways.db import db
from pathways.domain.days import day_of
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.submission import age_in_words
from pathways.downloads import file_stem
from pathways.pages import today
from pathways.submissions.reads import SubmissionView, get_submission

bp = Blueprint("submissions", __name__)


@bp.app_template_filter("age")
def age(when: datetime) -> str:
    """Say how long ago a day was, in the zone of the house."""
    return age_in_words((today() - day_of(when)).days)


def read_submission(submission_id: str) -> SubmissionView:
    """Read a submission that the actor's organisation sent or received."""
    return get_submission(db.session, actor(), submission_id)


def read_own(submission_id: str) -> SubmissionView:
    """Read a submission that was sent to the actor's organisation; NotFoundError otherwise."""
    submission = read_submission(submission_id)
    if not submission.is_reviewer:
        raise NotFoundError(submission_id)
    return submission


def file_name(submission: SubmissionView) -> str:
    """Return the start of the names of files about a submission."""
    return f"{file_stem(submission.title)}-version-{submission.number}"
