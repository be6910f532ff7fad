"""Keys that are one letter or sign: whoever speaks to the browser can turn them off."""

from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, preference, requires
from pathways.builder.routes.blueprint import bp, read_head
from pathways.db import transaction
from pathways.htmx import fragment, respond
from pathways.records.people import keep_preference

_LETTERS: Final = "matrix-letters"
"""The preference of who wants no single keys in the grid and in the evidence table."""


def wanted_letters() -> str:
    """Say whether the person of this request wants single keys: on or off."""
    return preference(_LETTERS) or "on"


@bp.post("/<pathway_id>/matrix/letters")
@requires(Action.SEE_PATHWAYS)
def choose_letters(pathway_id: str) -> ResponseReturnValue:
    """Turn single keys on or off, in all tables of this person's pathways."""
    head = read_head(pathway_id)
    letters = "off" if request.form.get("letters") == "off" else "on"
    with transaction() as session:
        keep_preference(session, actor().person_id, _LETTERS, "off" if letters == "off" else "")
    context = {"pathway_id": head.id, "letters": letters}
    address = url_for("builder.show_matrix", pathway_id=head.id)
    return respond(address, [fragment("builder/_matrix_letters.html", **context)])
