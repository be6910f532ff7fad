"""A workbook that somebody brings, and the consent to what it would change."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField

from pathways.forms import BaseForm


class WorkbookForm(BaseForm):
    """A workbook that somebody brings."""

    workbook = FileField(
        "The workbook",
        [FileRequired("Choose the workbook first.")],
        description="A spreadsheet (.xlsx or .ods) of up to 5 MB, exported from here.",
    )


class TakeForm(BaseForm):
    """What a preview showed, signed, and the consent to carry over from an older version."""

    parcel = HiddenField()
    carry = BooleanField()
