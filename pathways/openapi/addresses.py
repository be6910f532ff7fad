"""The addresses for programs in words: what each gives, and what it may be asked.

Path, method, security and the common answers come from the routes themselves; here stands what no
route can say.
"""

from dataclasses import dataclass
from typing import Final

JSON: Final = "application/json"
CSV: Final = "text/csv"
TEXT: Final = "text/plain"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may stand in the query: its name, what it does, and the values that there are."""

    name: str
    words: str
    values: tuple[str, ...] = ()
    is_number: bool = False
    is_needed: bool = False
    is_many: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """What an endpoint gives. `schema` names that of its JSON.

    `is_made` says that making it takes a turn, which there may be none of; `keeps` that its answer
    carries an ETag; `parts` are values of what stands in the path; `leads` is where a redirect
    leads, where it gives one.
    """

    summary: str
    kinds: tuple[str, ...]
    schema: str = ""
    asked: tuple[Parameter, ...] = ()
    is_made: bool = False
    keeps: bool = False
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    leads: str = ""


_STANDARD: Final = Parameter("standard", "The key of another standard, as `balanced`.")
_WORDING: Final = Parameter("wording", "`no` leaves out the official wording, if loaded.", ("no",))
_EDITION: Final = Parameter("edition", "The code of an edition; the newest where left out.")
_GOAL: Final = Parameter("goal", "What the plan is best at: the first goal where left out.")
_PLANNED: Final = "While the plan is worked out, to the page that says how far it is; by token 503."

ADDRESSES: Final[dict[str, Described]] = {
    "directory.open_json": Described(
        "The pathways that are published for everybody, up to 250 at a time",
        (JSON,),
        "Directory",
        (Parameter("after", "Where to go on, as `next` says.", is_number=True),),
        keeps=True,
    ),
    "directory.open_csv": Described("The same, all of them as a table", (CSV,), keeps=True),
    "directory.coverage_json": Described(
        "What a published version covers",
        (JSON,),
        "PublishedCoverage",
        (_STANDARD,),
        keeps=True,
    ),
    "directory.competencies_csv": Described(
        "The competencies of a published version, and those that are not in it", (CSV,), keeps=True
    ),
    "directory.matrix": Described(
        "The QA matrix of a published version", (XLSX,), "", (_STANDARD, _WORDING), is_made=True
    ),
    "compare.workbook": Described(
        "Published pathways side by side",
        (XLSX,),
        "",
        (
            Parameter("pathway", "The ids of two to six pathways.", is_needed=True, is_many=True),
            Parameter("level", "The level at which they are compared.", is_number=True),
            _STANDARD,
            Parameter(
                "brief",
                "The id of a brief of your organisation, whose needs go along. A token needs the "
                "scope `read:briefs` for it as well.",
            ),
            Parameter("people", "For how many people prices are worked out.", is_number=True),
            _WORDING,
        ),
        is_made=True,
    ),
    "region.export": Described(
        "What all published pathways together treat",
        (XLSX,),
        "",
        (_EDITION, Parameter("area", "The name of an area; all of them where left out.")),
        is_made=True,
    ),
    "framework_files.table": Described(
        "The competencies of the framework, with labels in our own words",
        (CSV,),
        "",
        (_EDITION, _WORDING),
        keeps=True,
    ),
    "framework_files.sheet": Described(
        "The same as a workbook", (XLSX,), "", (_EDITION, _WORDING), is_made=True, keeps=True
    ),
    "framework.template_workbook": Described(
        "A blank matrix of a level, to fill in and bring in", (XLSX,), is_made=True, keeps=True
    ),
    "framework.template_table": Described("The same as one table", (CSV,), keeps=True),
    "builder.coverage_json": Described(
        "What a pathway of your organisation covers", (JSON,), "Coverage", (_STANDARD,), keeps=True
    ),
    "builder.export": Described(
        "The QA matrix of a pathway in work", (XLSX,), "", (_STANDARD, _WORDING), is_made=True
    ),
    "builder.export_opendocument": Described(
        "The same as an OpenDocument spreadsheet", (ODS,), "", (_STANDARD, _WORDING), is_made=True
    ),
    "builder.history_file": Described("What was done to a pathway, step by step", (CSV,)),
    "submissions.workbook": Described(
        "The QA matrix of a submission, with findings", (XLSX,), "", (_WORDING,), is_made=True
    ),
    "submissions.opendocument": Described(
        "The same as an OpenDocument spreadsheet", (ODS,), "", (_WORDING,), is_made=True
    ),
    "submissions.trail_file": Described(
        "Everything that was done with a submission",
        (JSON, CSV),
        "Trail",
        parts=(("kind", ("json", "csv")),),
    ),
    "submissions.register": Described(
        "All that your organisation was sent and decided",
        (XLSX, CSV),
        "",
        (Parameter("year", "One year alone, in four digits.", is_number=True),),
        is_made=True,
        parts=(("kind", ("xlsx", "csv")),),
    ),
    "plans.workbook": Described(
        "The training plan for a brief, as it is today",
        (XLSX,),
        "",
        (_GOAL,),
        is_made=True,
        leads=_PLANNED,
    ),
    "plans.document": Described(
        "The same as a Word document", (DOCX,), "", (_GOAL,), is_made=True, leads=_PLANNED
    ),
    "plans.kept_workbook": Described(
        "A plan as it was on the day that it was kept", (XLSX,), is_made=True
    ),
    "plans.kept_document": Described("The same as a Word document", (DOCX,), is_made=True),
    "specification.text": Described("A brief as words for a specification", (TEXT,)),
    "openapi.description": Described("This description", (JSON,), keeps=True),
}
"""By endpoint. A test compares them with the routes, both ways, and with real answers."""
