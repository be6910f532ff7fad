"""What a commissioner's standard may hold."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput
from wtforms import BooleanField, Field, SelectMultipleField

from pathways.depth_form import DepthFields, ShareField, depth_values
from pathways.domain.framework.codes import read_codes
from pathways.domain.framework.edition import SPECIALIST_LINE, Edition
from pathways.domain.limits import NAME_LIMIT
from pathways.domain.rule.standards import Standard
from pathways.domain.rule.stated import Statements, Subject
from pathways.forms import (
    CodesForm,
    NumberField,
    OperationField,
    VersionField,
    choices,
    line_field,
    text_field,
)
from pathways.standards.questions_form import (
    QuestionsForm,
    QuestionsSent,
    fill_new,
    question_fields,
)

GIST_LIMIT = 500


class StandardForm(CodesForm, DepthFields, QuestionsForm):
    """A standard; the shares of single lines are added from the edition, and its questions."""

    operation = OperationField()
    seen = VersionField()
    name = line_field(
        "Name",
        hint="Providers choose it by this name. It stands in headlines and in the QA matrix.",
        required="Give the standard a name.",
        limit=NAME_LIMIT,
        is_name=True,
    )
    gist = text_field(
        "What it is for, in your own words",
        hint="A sentence or two. Providers read it beside the name.",
        required="Say in your own words what the standard is for.",
        limit=GIST_LIMIT,
    )
    has_strands = BooleanField("Both knowledge and skills in each theme", widget=GovCheckboxInput())
    has_assessed = BooleanField(
        "At least one competency assessed in each theme", widget=GovCheckboxInput()
    )
    share = ShareField(
        "Share of every theme, in per cent",
        description="0 or empty asks for one competency in each theme, 100 for all of them.",
    )
    said = SelectMultipleField(
        "Stated in details or assurance",
        choices=choices((subject.value, subject.word) for subject in Subject),
        widget=GovCheckboxesInput(),
    )
    group_most = NumberField(
        "Largest group, at most", description="Learners. For example 20. Empty asks nothing."
    )
    refresher_most = NumberField(
        "Refresher after, at most", description="Months. For example 24. Empty asks nothing."
    )
    required = SelectMultipleField("Required competencies", validate_choice=False)
    codes = text_field(
        "Codes, typed or pasted",
        hint="For example L1-KA-K01, L2-SE-S03. Rows copied from a list or a workbook will do.",
    )

    def share_fields(self) -> list[ShareField]:
        """Return the fields for single lines."""
        return [field for field in self if field.name.startswith("share-")]

    @property
    def numbers(self) -> tuple[Field, ...]:
        """The fields that are typed and whose text has to be read."""
        numbers = (self.group_most, self.refresher_most)
        return (self.share, *self.share_fields(), *self.depth_fields, *numbers)

    @property
    def statements(self) -> Statements:
        """Return what has to be stated; what could not be read asks nothing."""
        known = {subject.value: subject for subject in Subject}
        return Statements(
            frozenset(known[name] for name in self.said.data or () if name in known),
            self.group_most.number,
            self.refresher_most.number,
        )

    def check(self, edition: Edition) -> bool:
        """Validate, and name each code that the framework does not have."""
        is_whole: bool = self.validate()
        read = self.read_codes(edition)
        if read.unknown:
            self.add_error("codes", f"The framework has no code {read.unknown_words}.")
            is_whole = False
        elif self.codes.data and not read_codes(edition, self.codes.data).known:
            self.add_error("codes", "There is no code in this. Codes look like L1-KA-K01.")
            is_whole = False
        return is_whole

    def standard(self, edition: Edition) -> Standard:
        """Return what the form says; what could not be read asks nothing."""
        shares = tuple(
            (field.name.removeprefix("share-"), field.number)
            for field in self.share_fields()
            if field.number is not None
        )
        return Standard(
            key="",
            name=self.name.data or "",
            gist=self.gist.data or "",
            has_strands=bool(self.has_strands.data),
            has_assessed=bool(self.has_assessed.data),
            share=self.share.number or 0,
            shares=shares,
            required=frozenset(self.read_codes(edition).known),
            depth=self.depth,
            statements=self.statements,
            questions=self.questions(),
        )


def standard_form(
    edition: Edition,
    standard: Standard | None = None,
    seen: int = 0,
    sent: QuestionsSent | None = None,
) -> Any:
    """Return the form with a share for each line, filled from a standard if one is given.

    Its questions are those that were `sent`, after the button that was pressed, else those of
    the standard.
    """
    lines = [(theme.code, theme.short_name) for theme in edition.themes]
    lines.append((SPECIALIST_LINE, "Specialist features"))
    fields: dict[str, Any] = {f"share-{key}": ShareField(name) for key, name in lines}
    fields |= question_fields(standard.questions if standard else (), sent)
    form_class = type("StandardFormOfEdition", (StandardForm,), fields)
    if standard is None:
        form = form_class()
        fill_new(form)
        return form
    data: dict[str, Any] = {
        "seen": str(seen),
        "name": standard.name,
        "gist": standard.gist,
        "has_strands": standard.has_strands,
        "has_assessed": standard.has_assessed,
        "share": str(standard.share) if standard.share else "",
        "required": sorted(standard.required),
        **depth_values(standard.depth),
        "said": [subject.value for subject in Subject if subject in standard.statements.said],
        "group_most": standard.statements.group,
        "refresher_most": standard.statements.refresher,
        **{f"share-{key}": str(share) for key, share in standard.shares},
    }
    return form_class(data=data)
