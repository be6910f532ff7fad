"""The blueprint, and what its pages share: words for ages, reading, and where to go back to.

A submission starts at a pathway, so the blueprint has no address of its own in front.
"""

from datetime import datetime

from flask import Blueprint

from pathways.access import actor
from pathways.db import db
from pathways.domain.review.submission import age_in_words
from pathways.pages import LONDON, today
from pathways.submissions.queries import ReviewView, SubmissionView, get_submission, read_review

bp = Blueprint("submissions", __name__)


@bp.app_template_filter("age")
def age(when: datetime) -> str:
    """Say how long ago a day was, as it is in London."""
    return age_in_words((today() - when.astimezone(LONDON).date()).days)


def read_submission(submission_id: str) -> SubmissionView:
    """Read a submission that the actor's organisation sent or received."""
    return get_submission(db.session, actor(), submission_id)


def read_whole(submission_id: str) -> ReviewView:
    """Read a whole review."""
    return read_review(db.session, actor(), submission_id)
