"""Questions that many commissioners ask, ready to be put into a standard, in our own words."""

from typing import Final

from pathways.domain.rule.questions import QuestionKind, StandardQuestion

READY_QUESTIONS: Final = (
    StandardQuestion(
        "insurance",
        "Do you hold public liability and professional indemnity insurance for this training? "
        "Say until when.",
        is_required=True,
    ),
    StandardQuestion(
        "disclosure",
        "Is there a written plan for what facilitators do when a learner discloses something or "
        "becomes distressed? Say where it can be read.",
        is_required=True,
    ),
    StandardQuestion(
        "referral",
        "Which local services and referral pathways are learners told about?",
        QuestionKind.WORDS,
    ),
    StandardQuestion(
        "materials",
        "May we see the session plan, the slides and the handouts? Say where, and when they were "
        "last brought up to date.",
        is_required=True,
    ),
    StandardQuestion(
        "observation",
        "May we observe a session before or after we decide? Say when the next ones are.",
    ),
    StandardQuestion(
        "dbs",
        "Do all facilitators who work with our learners have the DBS check that their role needs?",
    ),
    StandardQuestion("equality", "Do you have an equality policy? Say when it was last reviewed."),
    StandardQuestion(
        "data",
        "Are you registered with the Information Commissioner’s Office? Give the number.",
    ),
    StandardQuestion(
        "results",
        "What did earlier learners say, and what changed in their practice?",
        QuestionKind.WORDS,
    ),
)
