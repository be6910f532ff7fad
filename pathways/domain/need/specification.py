"""A brief as plain headings and paragraphs, for a specification or a tender.

Nothing private to the buyer's organisation is in it, and no budget: whoever wants to say one
writes it in.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief, brief_words
from pathways.domain.need.needs import Need, list_needs
from pathways.domain.pathway.fields import ASSURANCE_FIELDS, FieldKind
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.words import competencies, plural

_DEPTHS: Final = {
    Treatment.INTRODUCED: "A competency counts from Introduced on: learners meet it.",
    Treatment.DEVELOPED: "A competency counts from Developed on: learners practise it.",
    Treatment.ASSESSED: "A competency counts where it is Assessed: learners show it.",
}
_PLACED: Final = {
    "Time": "Time",
    "Delivery": "Delivery",
    "Where": "Where",
    "When": "When",
    "Sector": "Sector",
    "On entry": "On entry",
    "Behind the claims": "What is behind each claim",
}
"""The labels of a brief that have a heading of their own, with that heading."""


class SpecificationPart(NamedTuple):
    """A heading with what stands under it: paragraphs, then items of a list.

    `is_annex`: long, and read when it is needed.
    """

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()
    is_annex: bool = False


def specify(edition: Edition, brief: Brief) -> tuple[SpecificationPart, ...]:
    """Return a brief as the parts of a specification."""
    return tuple(_parts(edition, brief))


def write_specification(title: str, parts: tuple[SpecificationPart, ...]) -> str:
    """Return the parts as plain text, numbered, with a mark before each item of a list."""
    lines = [title]
    for number, part in enumerate(parts, start=1):
        lines += ["", f"{number}. {part.heading}"]
        lines += [f"\n{text}" for text in part.paragraphs]
        lines += ["", *(f"- {item}" for item in part.items)] if part.items else []
    return "\n".join(lines) + "\n"


def _parts(edition: Edition, brief: Brief) -> Iterator[SpecificationPart]:
    # Groups come first, and may be called as anything else is.
    told = brief_words(edition, brief)
    groups, words = told[: len(brief.groups)], told[len(brief.groups) :]
    needs = list_needs(edition, brief)
    people = plural(brief.people, "person", "people")
    purpose = f"Training in trauma informed practice for {people}."
    yield SpecificationPart("Purpose", (purpose, brief.why) if brief.why else (purpose,))
    yield SpecificationPart(
        "Who it is for",
        (),
        tuple(
            f"{label}: {text}"
            for label, text in (*groups, *(pair for pair in words if pair[0] == "Runs"))
        ),
    )
    source = f"{edition.title}, {edition.published_words}"
    named = [f"level {need.level}, {edition.by_level[need.level].name}" for need in needs]
    yield SpecificationPart(
        "Level and themes",
        (
            f"Levels and competencies are those of the {source}. It is guidance; what is asked of "
            "it here is the buyer's choice.",
            f"Asked: {'; '.join(named)}.",
            f"Themes: {dict(words)['Themes']}.",
        ),
    )
    asked = dict(words)["Each of them"]
    yield SpecificationPart("Standard", (asked, _DEPTHS[brief.treatment]))
    required = [item for item in edition.competencies if item.code in brief.required]
    if required:
        yield SpecificationPart(
            "Competencies asked by name",
            ("Each of these is asked.",),
            tuple(f"{item.code} {item.label}" for item in required),
        )
    for label, heading in _PLACED.items():
        said = tuple(text for name, text in words if name == label)
        if said:
            yield SpecificationPart(heading, said)
    if brief.notes:
        yield SpecificationPart("Further words", tuple(brief.notes.split("\n\n")))
    yield SpecificationPart(
        "Questions to answer",
        ("Please answer each in your own words.",),
        tuple(
            f"{field.label}: {field.hint}"
            for field in ASSURANCE_FIELDS
            if field.kind is FieldKind.TEXT
        ),
    )
    yield SpecificationPart(
        "How answers are compared",
        (
            "By which of the competencies below an offer treats, how far, and what in its own "
            "description is behind each: taught time, a note of its own, an assessment.",
            "By the price for everybody, with what it is for (a person or a run of a group), the "
            "smallest and largest group, and whether VAT comes on top; by the hours that each "
            "person is away from work; and by days and places.",
        ),
    )
    for need in needs:
        yield _annex(edition, need)


def _annex(edition: Edition, need: Need) -> SpecificationPart:
    """Return all competencies that are judged for one level, by code and in our words."""
    mask = 0
    for demand in need.demands:
        mask |= demand.line.mask
    members = edition.members(mask)
    level = edition.by_level[need.level].name
    return SpecificationPart(
        f"The competencies that count for {level}",
        (f"{competencies(len(members)).capitalize()}, each by its code and a short label.",),
        tuple(f"{item.code} {item.label}" for item in members),
        is_annex=True,
    )
