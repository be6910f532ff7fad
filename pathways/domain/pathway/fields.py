"""What a provider is asked about a pathway, each thing said once, in the order of every page.

An attribute of `Details`, `Assurance` or `ModuleTexts` is a field: its name is the key of the JSON,
and what stands beside it is its label, hint, kind and limit wherever it is asked, checked or
shown. Each `Reader` shows every field; where one does not, the reason stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum, StrEnum
from functools import cache, partial
from typing import Any, ClassVar, Final

from pathways.domain import limits
from pathways.domain.pathway.vocabulary import DELIVERY, PRICE_BASES, SECTORS, VAT
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.domain.rule.stated import Subject


class Reader(StrEnum):
    """Where a field may be met, beside the form and the file by which it comes in."""

    BUILDER = "builder"
    """The page on which modules stand and competencies are put into them."""
    CHECK = "check"
    """The list, before sending, of what holds nothing yet."""
    SUBMISSION = "submission"
    DIRECTORY = "directory"
    COMPARISON = "comparison"
    """The page and its workbook."""
    WORKBOOK = "workbook"
    """The QA matrix."""
    COVERAGE = "coverage"
    """coverage.json."""


class FieldKind(Enum):
    """What a field holds: its limit unless it has its own, and its value where nothing is stated.

    The limit is the length of a text or of each word, or the largest number.
    """

    LINE = "one line", limits.TITLE_LIMIT, ""
    TEXT = "paragraphs", limits.NOTE_LIMIT, ""
    WORDS = "words from a list and others", limits.WORD_LIMIT, ()
    NAMES = "short names", limits.WORD_LIMIT, ()
    CHOICE = "one of several", 0, ""
    NUMBER = "a whole number", limits.NUMBER_LIMIT, 0
    MINUTES = "minutes", limits.MINUTES_LIMIT, 0
    PRICE = "pence", limits.PENCE_LIMIT, None
    DATE = "a day", 0, ""

    def __init__(self, _words: str, limit: int, nothing: object) -> None:
        self.limit = limit
        self.nothing = nothing


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked.

    `hint` helps whoever fills it in, `about` tells a reader what it is about. `unit` is that of a
    number; `required` is what a form says where it is empty. What is told together stands as one,
    under the label `together` of the first; the others name that one in `part_of`.
    `is_specialist`: asked only where the target level is a list of features on top of the themes.
    `is_later`: it came when there were frozen versions and workbooks already, so that empty it
    is left out of a digest and of a sheet. `is_own`: words of one's own may stand beside those of
    the list. `left_out` gives the reasons of those who do not show
    it; `met_by` are readers that show it though they leave out the rest of its class.
    """

    kind: FieldKind
    label: str
    hint: str = ""
    about: str = ""
    limit: int = 0
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    required: str = ""
    together: str = ""
    part_of: str = ""
    is_specialist: bool = False
    is_later: bool = False
    is_own: bool = False
    left_out: Mapping[Reader, str] = field(default_factory=dict)
    met_by: tuple[Reader, ...] = ()
    name: str = ""


def _asked(kind: FieldKind, label: str, hint: str = "", about: str = "", **more: Any) -> Any:
    """Return the attribute of a dataclass that is a field; one that is required has no default."""
    nothing = more.pop("default", kind.nothing)
    found = Field(kind, label, hint, about, **{"limit": kind.limit, **more})
    if found.required:
        return field(metadata={"field": found})
    return field(default=nothing, metadata={"field": found})


_line, _text = partial(_asked, FieldKind.LINE), partial(_asked, FieldKind.TEXT)
_names, _words = partial(_asked, FieldKind.NAMES), partial(_asked, FieldKind.WORDS)
_number, _minutes = partial(_asked, FieldKind.NUMBER), partial(_asked, FieldKind.MINUTES)
_choice = partial(_asked, FieldKind.CHOICE)

_LONG: Final = {
    Reader.COMPARISON: "Long words do not stand side by side; they are on the offer's page."
}
_NOT_COUNTED: Final = {Reader.COVERAGE: "It holds what is counted, not what is said."}
_OWN_TAB: Final = {Reader.BUILDER: "It has a tab of its own."}
_ASKED_BY_ALL: Final = (Reader.CHECK,)
_SIDE_BY_SIDE: Final = (Reader.COMPARISON,)
"""Long as they are, buyers lay these side by side: pages fold what is long in them."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a pathway is called, where it leads, and the standard that its provider chose."""

    edition: str
    title: str = _line("Title", required="Give the pathway a title.")
    target_level: int = _choice("Target level", required="Choose the level that learners reach.")
    entry_level: int | None = _choice(
        "Required on entry",
        "The level that learners bring with them. It counts as met for progression.",
        default=None,
    )
    standard: str = _choice("Standard", default=FRAMEWORK_MINIMUM.key)


@dataclass(frozen=True, slots=True)
class Details:
    """What a buyer asks first. Minutes, counts and months are whole numbers; 0 is not stated.

    `price_pence` is None where no price is stated and 0 where it is free.
    """

    left_out: ClassVar[Mapping[Reader, str]] = {
        **_OWN_TAB,
        **_NOT_COUNTED,
        Reader.CHECK: "Many pathways have none, and no reviewer waits for it.",
    }

    summary: str = _text(
        "Summary",
        "Two or three sentences: for whom, what for, what changes.",
        left_out=_LONG,
        met_by=_ASKED_BY_ALL,
    )
    audience: str = _text(
        "For whom", "The staff groups that it is written for.", met_by=_ASKED_BY_ALL
    )
    sectors: tuple[str, ...] = _words("Sectors", words=SECTORS, is_own=True)
    regions: tuple[str, ...] = _names(
        "Regions", "With commas between, for example Coventry, Dudley."
    )
    languages: tuple[str, ...] = _names("Languages", "With commas between.")
    delivery: tuple[str, ...] = _words("Delivery", words=DELIVERY, met_by=_ASKED_BY_ALL)
    contact_minutes: int = _minutes("Taught time", "With a facilitator, for example 6 h 30 min.")
    self_study_minutes: int = _minutes("Self-study", "For example 2 h.")
    group_min: int = _number("Smallest group", together="Group")
    group_max: int = _number(Subject.GROUP.word, part_of="group_min")
    price_pence: int | None = _asked(
        FieldKind.PRICE, Subject.PRICE.word, "In pounds. 0 if it is free; empty if not stated."
    )
    price_basis: str = _choice("What the price is for", choices=PRICE_BASES, part_of="price_pence")
    vat: str = _choice("VAT", choices=VAT, part_of="price_pence")
    accreditation: str = _line(Subject.ACCREDITATION.word)
    refresher_months: int = _number(Subject.REFRESHER.word, "In months.", unit="month")
    contact: str = _line(
        Subject.CONTACT.word,
        "An address or telephone number that buyers may use.",
        met_by=_ASKED_BY_ALL,
    )
    qualification: str = _text(
        "Professional qualification",
        "Level 4 pathways: what participants must already hold.",
        "What learners must hold already. No course by itself makes a specialist.",
        is_specialist=True,
        met_by=_ASKED_BY_ALL,
    )
    supervision: str = _text(
        "Clinical supervision",
        "Level 4 pathways: the supervision that participants must have.",
        "The supervision that learners are expected to have.",
        is_specialist=True,
        met_by=_ASKED_BY_ALL,
    )


@dataclass(frozen=True, slots=True)
class Assurance:
    """The provider's statements on quality. `principles` pairs principle codes with words.

    The principles and their names are the edition's, so that pages ask it for them.
    """

    left_out: ClassVar[Mapping[Reader, str]] = _OWN_TAB | _LONG | _NOT_COUNTED

    facilitators: str = _text(
        Subject.FACILITATORS.word,
        "Who teaches, with what training, experience and supervision.",
        "Who teaches, with what experience and support.",
        met_by=_SIDE_BY_SIDE,
    )
    lived_experience: str = _text(
        Subject.LIVED_EXPERIENCE.word,
        "How people with lived experience shaped it, and how they are paid.",
        "How people with lived experience shaped the pathway, and how they were looked after.",
        met_by=_SIDE_BY_SIDE,
    )
    accessibility: str = _text(
        Subject.ACCESSIBILITY.word,
        "Formats, venues, interpreters, and how to ask for anything else.",
        "What makes the pathway open to every learner.",
        met_by=_SIDE_BY_SIDE,
    )
    wellbeing: str = _text(
        Subject.WELLBEING.word,
        "What is in place before, during and after.",
        "What keeps learners well before, during and after.",
        met_by=_SIDE_BY_SIDE,
    )
    evaluation: str = _text(
        Subject.EVALUATION.word,
        "How you know that practice changed.",
        "How the provider finds out what the pathway changes.",
        met_by=_SIDE_BY_SIDE,
    )
    evidence_base: str = _text(
        Subject.EVIDENCE_BASE.word, "What the content rests on.", "What the content rests on."
    )
    review_date: str = _asked(
        FieldKind.DATE,
        Subject.REVIEW_DATE.word,
        "When you look at the content again, for example 27 3 2027.",
        "When the provider looks at the pathway again.",
    )
    principles: tuple[tuple[str, str], ...] = ()

    def principle(self, code: str) -> str:
        """Return what the provider says of one principle."""
        return dict(self.principles).get(code, "")


@dataclass(frozen=True, slots=True)
class ModuleTexts:
    """What a taught unit says of itself. A field here is a column of the table of modules."""

    left_out: ClassVar[Mapping[Reader, str]] = {
        **_NOT_COUNTED,
        Reader.CHECK: "What a module lacks is told below, as a careful reader sees it.",
        Reader.COMPARISON: "Offers are compared competency by competency, not module by module.",
    }

    id: str
    title: str = _line(
        "Title",
        required="Give the module a title.",
        met_by=(Reader.COMPARISON, Reader.COVERAGE),
    )
    description: str = _text("Description", "What it is about.")
    minutes: int = _minutes(
        "Minutes",
        "For example 90, or 1 h 30 min.",
        met_by=(Reader.COMPARISON, Reader.COVERAGE),
    )
    delivery: str = _line("Delivery", "For example in person, live online, self-paced.")
    activities: str = _text("Activities", "What learners do.")
    assessment: str = _text("Assessment", "How learning is checked. Empty if it is not.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome of a module, in its own order."""

    id: str
    text: str = _line(
        "Learning outcome",
        "What learners can do afterwards, beginning with a verb.",
        limit=limits.OUTCOME_LENGTH,
        required="Write the outcome.",
    )


EVIDENCE: Final = Field(
    FieldKind.TEXT,
    "Evidence",
    "Where in the module it happens and how it is checked. Links begin with https://. "
    "No personal details of learners or survivors, please.",
    limit=limits.LONG_LIMIT,
    name="evidence",
)


def fields_of(part: Any) -> tuple[Field, ...]:
    """Return the fields of a part of a pathway in their order, each with all that it leaves out."""
    return _fields_of(type(part))  # type: ignore[arg-type]  # mypy takes no class for hashable


@cache
def _fields_of(owner: type) -> tuple[Field, ...]:
    aside: Mapping[Reader, str] = getattr(owner, "left_out", {})
    found: list[Field] = []
    for item in fields(owner):
        if asked := item.metadata.get("field"):
            reasons = {key: why for key, why in aside.items() if key not in asked.met_by}
            found.append(replace(asked, name=item.name, left_out=reasons | asked.left_out))
    return tuple(found)


HEAD_FIELDS: Final = fields_of(Head("", "", 0))
TITLE, TARGET, ENTRY, STANDARD = HEAD_FIELDS
DETAIL_FIELDS: Final = fields_of(Details())
ASSURANCE_FIELDS: Final = fields_of(Assurance())
MODULE_FIELDS: Final = fields_of(ModuleTexts("", ""))
(OUTCOME,) = fields_of(Outcome("", ""))


def values_of(holder: Any, asked: tuple[Field, ...] = MODULE_FIELDS) -> dict[str, Any]:
    """Return what an object holds in some fields, by name."""
    return {item.name: getattr(holder, item.name) for item in asked}
