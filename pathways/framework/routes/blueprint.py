"""The blueprint of the framework's pages."""

from typing import Any

from flask import Blueprint, has_request_context, request

from pathways.db import db
from pathways.domain.framework.edition import Edition
from pathways.records.editions import list_editions

bp = Blueprint("framework", __name__, url_prefix="/framework")


@bp.app_template_global()
def newest_edition() -> Edition | None:
    """Return the edition that the foot of every page names; None before the first is loaded."""
    return next(iter(list_editions(db.session)), None)


@bp.url_defaults
def _keep_edition(endpoint: str, values: dict[str, Any]) -> None:
    """Stay in the edition that was asked for, from page to page of the framework."""
    if has_request_context() and request.blueprint == "framework" and endpoint in _OF_AN_EDITION:
        values.setdefault("edition", request.args.get("edition"))


_OF_AN_EDITION = {"framework.index", "framework.show"}
