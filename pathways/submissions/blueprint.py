"""The blueprint, and what its pages share: words for ages, a submission, names of files.

A submission starts at a pathway, so the blueprint has no address of its own in front.
"""

from datetime import datetime

from flask import Blueprint

from pathways.access import actor
from pathways.db import db
from pathways.domain.review.submission import age_in_words
from pathways.downloads import file_stem
from pathways.pages import LONDON, today
from pathways.submissions.reads import SubmissionView, get_submission

bp = Blueprint("submissions", __name__)


@bp.app_template_filter("age")
def age(when: datetime) -> str:
    """Say how long ago a day was, as it is in London."""
    return age_in_words((today() - when.astimezone(LONDON).date()).days)


def read_submission(submission_id: str) -> SubmissionView:
    """Read a submission that the actor's organisation sent or received."""
    return get_submission(db.session, actor(), submission_id)


def file_name(submission: SubmissionView) -> str:
    """Return the start of the names of files about a submission."""
    return f"{file_stem(submission.title)}-version-{submission.number}"
