"""What a button of a page sends that asks for nothing else."""

from pathways.forms import BaseForm, VersionField


class _SeenForm(BaseForm):
    seen = VersionField()


def seen_version() -> int:
    """Return the version of the object that the page of a button showed.

    0 where it said none, as a page does that was opened before the app was renewed.
    """
    form = _SeenForm()
    form.validate()
    return form.seen.number
