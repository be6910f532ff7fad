"""Undo and redo on the evidence table: what changed in its rows, where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl

from flask import Response, request, url_for

from pathways.builder.evidence import (
    EvidenceRowView,
    RowMaker,
    count_notes,
    view_evidence,
)
from pathways.builder.evidence_asked import ROWS, EvidenceAsked
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import message_fragment, read, saved_fragment
from pathways.db import db
from pathways.htmx import Fragment, fragment, send, wants_fragments
from pathways.records.thresholds import thresholds_of


def read_shown(shown: str) -> EvidenceAsked:
    """Read the end of the address that a form of the table carries."""
    return EvidenceAsked.read(dict(parse_qsl(shown[:500])))


def evidence_url(pathway_id: str, shown: str = "", anchor: str = "") -> str:
    """Return the address of the table; `shown` says what is asked for there."""
    asked = read_shown(shown)
    address = asked.address(page=asked.page)
    return url_for(
        "builder.show_evidence", pathway_id=pathway_id, _anchor=anchor or None, **address
    )


@dataclass(frozen=True, slots=True)
class EvidenceStep:
    """The rows of the table before a step was reversed or done again.

    `here` are the mappings that the page shows; it may show more than its filters would by now,
    since a row that was written stays where it is.
    """

    asked: EvidenceAsked
    here: tuple[str, ...]
    before: dict[str, EvidenceRowView]

    @classmethod
    def of_request(cls, pathway_id: str) -> Self | None:
        """Read the rows where undo or redo was asked from the table, else None."""
        if not wants_fragments() or request.form.get("from") != "evidence":
            return None
        here = tuple(request.form.get("here", "").split(",")[: 2 * ROWS])
        asked = read_shown(request.form.get("shown", ""))
        return cls(asked, here, _rows(read(pathway_id)))

    def answer(self, view: PathwayView, words: str, status: int = 200) -> Response:
        """Send the rows that changed; the whole page of them where some came back."""
        return send([*self._fragments(view, words)], status)

    def _fragments(self, view: PathwayView, words: str) -> Iterator[Fragment]:
        after, context = _rows(view), {"pathway_id": view.head.id, "is_open": True}
        table = view_evidence(view, self.asked, thresholds_of(db.session))
        if set(after) - set(self.before):
            yield fragment("builder/_evidence_table.html", evidence=table, **context)
        else:
            query = self.asked.query(is_form=True)
            for one in self.here:
                if one in self.before and one not in after:
                    yield Fragment("builder/_gone.html", {"id": f"ev-{one}"}, "delete")
                elif one in after and after[one] != self.before[one]:
                    row = after[one]
                    yield fragment("builder/_evidence_row.html", row=row, query=query, **context)
        yield fragment("builder/_evidence_progress.html", progress=table.progress)
        yield fragment("builder/_evidence_show.html", shows=table.shows, asked=self.asked)
        yield saved_fragment(view.head)
        yield message_fragment(words)


def _rows(view: PathwayView) -> dict[str, EvidenceRowView]:
    """Return every row of a pathway by its mapping."""
    pairs = [(module, item) for module in view.modules for item in module.mappings]
    limits = thresholds_of(db.session)
    stands = count_notes((item.evidence for _, item in pairs), limits)
    maker = RowMaker(view.edition, view.content.target_level, stands, limits)
    return {item.id: maker.make(item, module.number) for module, item in pairs}
