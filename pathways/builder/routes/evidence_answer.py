"""What is said and sent of rows of the evidence table that were changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl

from flask import request

from pathways.builder.evidence import (
    EvidenceChoice,
    EvidenceProgress,
    EvidenceRowView,
    OutcomeToggle,
    RowMaker,
)
from pathways.builder.evidence_asked import EvidenceAsked, EvidenceShow
from pathways.builder.queries import OutcomeView, view_mapping
from pathways.builder.routes.blueprint import message_fragment
from pathways.builder.routes.evidence_sent import SentRows
from pathways.builder.services.notes import (
    MarkWish,
    NoteWish,
    RowsChange,
    list_empty,
    list_outcomes,
)
from pathways.domain.words import listed, plural
from pathways.htmx import Fragment, fragment
from pathways.records.thresholds import thresholds_of

_CHANGED: Final = "This was changed elsewhere while you were writing."
_NAMED: Final = 5
"""How many things that were left out are named."""
_EXCHANGED: Final = "Somebody set this to {} meanwhile."


@dataclass(slots=True)
class RowsAnswer:
    """What is said and sent of rows that were changed."""

    pathway_id: str
    shown: str
    change: RowsChange
    sent: SentRows

    @property
    def status(self) -> int:
        if self.change.stale:
            return 409
        return 422 if self.sent.refused else 200

    @property
    def asked(self) -> EvidenceAsked:
        """What the page shows that it is sent to."""
        return EvidenceAsked.read(dict(parse_qsl(self.shown)))

    def words(self) -> str:
        left = [*self._unlinked()]
        said = [self.change.summary]
        if self.status == 200 and not self.change.summary:
            # What is sent again, because its answer was lost, stands as it was sent.
            said = ["Nothing was changed" if left else "Saved already"]
        if count := len(self.change.stale):
            said.append(
                f"{plural(count, 'row')} {'was' if count == 1 else 'were'} changed elsewhere "
                "meanwhile and stayed as it is there"
            )
        if count := len(self.sent.refused):
            said.append(f"{plural(count, 'note')} cannot be kept as written")
        if left:
            more = [f"{len(left) - _NAMED} more"] if len(left) > _NAMED else []
            said.append(f"Left out: {listed([*left[:_NAMED], *more])}")
        return " ".join(f"{one}." for one in said if one)

    def _unlinked(self) -> Iterator[str]:
        """Name what was sent as a number of an outcome and is none."""
        for module, number in self.change.unknown:
            yield f"outcome {number}, which module {module} does not have"
        for word in self.sent.unread:
            yield f"“{word[:30]}”, which is no number of an outcome"

    def _maker(self) -> RowMaker:
        draft = self.change.draft
        limits = thresholds_of(draft.session)
        return RowMaker(draft.edition, draft.row["target_level"], self.change.stands, limits)

    def _views(self) -> dict[str, EvidenceRowView]:
        """Return the rows as they now stand, with what is not kept of them."""
        draft, change, maker = self.change.draft, self.change, self._maker()
        outcomes = list_outcomes(draft, {row["module_id"] for row in change.rows.values()})
        numbers = {module: draft.number(module) for module in outcomes}
        found = {}
        for identifier, row in change.rows.items():
            module = row["module_id"]
            inside = {one: at for at, one in enumerate(outcomes.get(module, ()), start=1)}
            mapping = view_mapping(draft.edition, row, inside, ())
            number = numbers.get(module) or draft.number(module)
            found[identifier] = maker.make(mapping, number)
        for stale in change.stale:
            wish, identifier = stale.wish, stale.wish.mapping_id
            if identifier not in found:
                continue
            if isinstance(wish, NoteWish):
                found[identifier] = replace(found[identifier], mine=wish.text, why=_CHANGED)
            elif isinstance(wish, MarkWish):
                why = _EXCHANGED.format(found[identifier].treatment.word.lower())
                found[identifier] = replace(found[identifier], why=why)
        for identifier, (text, why) in self.sent.refused.items():
            if identifier in found:
                found[identifier] = replace(found[identifier], mine=text, why=why)
        return found

    def unkept(self) -> tuple[EvidenceRowView, ...]:
        """Return the rows of which something is not kept."""
        return tuple(row for row in self._views().values() if row.why)

    def fragments(self) -> Iterator[Fragment]:
        """Yield what changed on the page."""
        draft, change = self.change.draft, self.change
        for row in self._views().values():
            yield fragment(
                "builder/_evidence_row.html",
                pathway_id=draft.id,
                row=row,
                query=self.query,
                is_open=True,
            )
        missing = {stale.wish.mapping_id for stale in change.stale if stale.row is None}
        for identifier in (*change.gone, *sorted(missing)):
            yield Fragment("builder/_gone.html", {"id": f"ev-{identifier}"}, "delete")
        maker = self._maker()
        retold = change.retold(maker.limits.copies)
        if retold:
            remarks = {row["id"]: self._remark(maker, row) for row in retold}
            yield fragment("builder/_evidence_remarks.html", remarks=remarks)
        yield from self._counts()
        if "link" in request.form and change.rows:
            yield self._outcomes()
        if change.summary:
            yield fragment(
                "shared/_saved.html",
                pathway_id=draft.id,
                changed_at=draft.row["changed_at"],
                undo=draft.told,
                redo=None,
            )
        yield message_fragment(self.words())

    def _outcomes(self) -> Fragment:
        """Return the outcomes that are linked or not, as they now stand beside the rows."""
        draft, rows = self.change.draft, self.change.rows.values()
        module = draft.module(next(iter(rows))["module_id"])
        order = list_outcomes(draft, [module.id]).get(module.id, ())
        toggles = [
            OutcomeToggle(
                OutcomeView(one, number, module.outcomes.get(one, ""), 1),
                sum(1 for row in rows if one in row["outcomes"]),
                len(rows),
            )
            for number, one in enumerate(order, start=1)
        ]
        return fragment(
            "builder/_evidence_outcomes.html",
            pathway_id=draft.id,
            shown=self.shown,
            rows=[(row["id"], row["code"]) for row in rows],
            module={"id": module.id, "number": draft.number(module.id), "title": module.title},
            toggles=toggles,
        )

    @property
    def query(self) -> str:
        """What the page shows, as the links in its rows keep it."""
        return self.asked.query(is_form=True)

    def _remark(self, maker: RowMaker, row: Mapping[str, Any]) -> str:
        return maker.make(view_mapping(maker.edition, row, {}, ()), 0).remark

    def _counts(self) -> Iterator[Fragment]:
        """Yield the numbers above the table: of all mappings, and of those behind each filter."""
        draft = self.change.draft
        empty = list_empty(draft)
        places = [
            (module, code, kept)
            for module in draft.modules.values()
            for code, kept in module.behind.items()
        ]
        progress = EvidenceProgress(len(places), len(places) - len(empty))
        yield fragment("builder/_evidence_progress.html", progress=progress)
        asked = self.asked
        if asked.words:
            # What holds the words is told by the page alone, which reads every note.
            return
        counts = dict.fromkeys(EvidenceShow, 0)
        for module, code, kept in places:
            competency = draft.edition.by_code[code]
            if asked.module not in ("", module.id) or asked.theme not in ("", competency.line_key):
                continue
            counts[EvidenceShow.ALL] += 1
            counts[EvidenceShow.NO_NOTE] += (module.id, code) in empty
            counts[EvidenceShow.NO_OUTCOME] += not any(one in module.outcomes for one in kept[1:])
            counts[EvidenceShow.INTRODUCED] += bool(module.introduced & competency.mask)
        shows = tuple(
            EvidenceChoice("" if show is EvidenceShow.ALL else show.value, show.words, count)
            for show, count in counts.items()
        )
        yield fragment("builder/_evidence_show.html", shows=shows, asked=asked)
