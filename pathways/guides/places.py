"""Which section of which guide explains a page."""

from typing import Final

from pathways.domain.policy import Actor

_SECTIONS: Final = {
    "builder.index": "providers#1-begin",
    "builder.new": "providers#1-begin",
    "builder.bring_new": "providers#if-you-have-it-written-down-already",
    "builder.bring_in": "providers#if-you-have-it-written-down-already",
    "builder.show": "providers#3-put-competencies-in",
    "builder.show_order": "providers#2-modules",
    "builder.show_module": "providers#2-modules",
    "builder.edit_module": "providers#2-modules",
    "builder.new_module": "providers#2-modules",
    "builder.show_outcome": "providers#2-modules",
    "builder.edit_outcome": "providers#2-modules",
    "builder.new_outcome": "providers#2-modules",
    "builder.show_module_suggestions": "providers#3-put-competencies-in",
    "builder.show_outcome_suggestions": "providers#3-put-competencies-in",
    "builder.show_competency": "providers#3-put-competencies-in",
    "builder.edit_mapping": "providers#4-say-how",
    "builder.show_evidence": "providers#all-notes-in-one-table",
    "builder.show_coverage": "providers#5-watch-coverage",
    "builder.show_matrix": "providers#the-matrix-by-keyboard",
    "builder.show_assurance": "providers#6-assurance-and-details",
    "builder.show_details": "providers#6-assurance-and-details",
    "builder.show_history": "providers#working-together",
    "builder.show_moment": "providers#working-together",
    "builder": "providers",
    "accounts.people": "providers#working-together",
    "submissions.check": "providers#8-send-it-for-review",
    "submissions.competencies": "commissioners#2-review-on-screen",
    "submissions.row": "commissioners#2-review-on-screen",
    "submissions.modules": "commissioners#2-review-on-screen",
    "submissions.assurance": "commissioners#2-review-on-screen",
    "submissions.sessions": "commissioners#2-review-on-screen",
    "submissions.return_workbook": "commissioners#3-review-in-the-workbook",
    "submissions.decision": "commissioners#5-decide",
    "submissions.trail": "commissioners#7-the-trail",
    "submissions.check_workbook": "commissioners#8-check-a-workbook",
    "submissions": "commissioners#1-what-you-receive",
    "standards": "commissioners#6-your-own-standards",
    "region": "commissioners#9-region",
    "directory.versions": "providers#9-publish-it",
    "runs": "providers#say-when-and-where-you-give-it",
    "directory": "choosing#finding",
    "compare": "choosing#compare-what-is-offered",
    "briefs": "choosing#write-down-what-you-need-and-find-what-meets-it",
    "plans": "choosing#a-training-plan",
    "staff": "choosing#from-your-staff-to-a-level",
    "specification": "choosing#words-for-a-specification",
    "enquiries": "choosing#ask-for-dates-and-a-quote",
}
"""By endpoint, or by blueprint for all that is not named by itself."""

_OF_PROVIDERS: Final = {
    "submissions": "providers#8-send-it-for-review",
    "enquiries": "providers#9-publish-it",
}
"""The same pages as a provider sees them, who is neither commissioner nor buyer."""
_OF_ALL: Final = ("submissions.check_workbook",)


def find_section(endpoint: str | None, actor: Actor | None) -> str:
    """Return what explains a page, as "guide#section"; empty where no guide does."""
    if endpoint is None:
        return ""
    blueprint = endpoint.partition(".")[0]
    sells = actor is not None and actor.is_provider
    buys = actor is not None and (actor.is_commissioner or actor.is_employer)
    if sells and not buys and blueprint in _OF_PROVIDERS and endpoint not in _OF_ALL:
        return _OF_PROVIDERS[blueprint]
    return _SECTIONS.get(endpoint) or _SECTIONS.get(blueprint, "")


def list_sections() -> dict[str, str]:
    """Return every section that a page leads to, by its endpoint or blueprint."""
    return _SECTIONS | {f"{name} (providers)": where for name, where in _OF_PROVIDERS.items()}
