"""What the pages of submissions read: frozen views, never rows."""

from pathways.submissions.queries.check import CheckView, check_pathway
from pathways.submissions.queries.queue import SHOWN, QueueView, read_queue
from pathways.submissions.queries.review import (
    CompetencyRow,
    LineRow,
    ReviewView,
    RowView,
    read_review,
)
from pathways.submissions.queries.submission import DecisionView, SubmissionView, get_submission
from pathways.submissions.queries.trail import (
    StepView,
    list_colleagues,
    list_reviewers,
    read_trail,
)

__all__ = [
    "SHOWN",
    "CheckView",
    "CompetencyRow",
    "DecisionView",
    "LineRow",
    "QueueView",
    "ReviewView",
    "RowView",
    "StepView",
    "SubmissionView",
    "check_pathway",
    "get_submission",
    "list_colleagues",
    "list_reviewers",
    "read_queue",
    "read_review",
    "read_trail",
]
