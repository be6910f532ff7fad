"""What administrators bring: a copy of the framework, or one wording pasted by hand."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from pathways.forms import BaseForm, text_field

WORDING_LIMIT = 4_000


class CopyForm(BaseForm):
    """A copy of the published framework."""

    copy = FileField(
        "Your copy of the framework",
        [FileRequired("Choose the file first.")],
        description="PDF, Word (.docx), HTML, Markdown or plain text, up to 40 MB.",
    )


class KeepForm(BaseForm):
    """What the preview found, sent back to be kept. Each text is checked again."""

    wording = HiddenField()


class PasteForm(BaseForm):
    """One wording, pasted by hand."""

    wording: Any = text_field("Official wording", limit=WORDING_LIMIT)
