"""The evidence table: notes, treatments and outcomes of many mappings, changed where they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qsl

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.evidence import (
    EvidenceChoice,
    EvidenceProgress,
    EvidenceRowView,
    OutcomeToggle,
    RowMaker,
    find_next,
    module_of,
    toggles_of,
    view_evidence,
)
from pathways.builder.evidence_asked import EvidenceAsked, EvidenceShow
from pathways.builder.queries import OutcomeView, PathwayView, view_mapping
from pathways.builder.routes.blueprint import (
    bp,
    etag,
    message_fragment,
    page,
    read,
    read_head,
    unchanged,
)
from pathways.builder.services.notes import (
    LinkWish,
    MarkWish,
    NoteWish,
    RowsChange,
    Wish,
    list_empty,
    list_outcomes,
)
from pathways.db import db, transaction
from pathways.domain.pathway.fields import EVIDENCE
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import RuleError
from pathways.domain.words import plural
from pathways.htmx import Fragment, fragment, respond, send, wants_fragments
from pathways.models.base import operation_id
from pathways.records.thresholds import thresholds_of
from pathways.text import TextError, clean_text

CHANGED: Final = "This was changed elsewhere while you were writing."
_EXCHANGED: Final = "Somebody set this to {} meanwhile."


def evidence_url(pathway_id: str, query: str = "", anchor: str = "") -> str:
    """Return the address of the table; `query` says what is asked for there."""
    asked = dict(parse_qsl(query[:500]))
    address = _asked(asked).address(page=_asked(asked).page)
    return url_for(
        "builder.show_evidence", pathway_id=pathway_id, _anchor=anchor or None, **address
    )


def _asked(values: Mapping[str, str]) -> EvidenceAsked:
    return EvidenceAsked.read(values)


@bp.get("/<pathway_id>/evidence")
@requires(Action.SEE_PATHWAYS)
def show_evidence(pathway_id: str) -> ResponseReturnValue:
    """Show all mappings as rows, or as a page of fields to write many notes at once."""
    head = read_head(pathway_id)
    mark = etag(head, "evidence", request.query_string.decode("latin-1"))
    if known := unchanged(mark):
        return known
    return _page(read(pathway_id), _asked(request.args), mark)


def _page(view: PathwayView, asked: EvidenceAsked, mark: str = "", **more: Any) -> Response:
    is_form = asked.is_form and view.head.is_open
    asked = replace(asked, is_form=is_form)
    evidence = view_evidence(view, asked, thresholds_of(db.session))
    template = "builder/evidence_form.html" if is_form else "builder/evidence.html"
    context: dict[str, Any] = {"said": "", "unkept": (), **more}
    return page(template, mark, head=view.head, view=view, evidence=evidence, **context)


@bp.get("/<pathway_id>/evidence/next")
@requires(Action.SEE_PATHWAYS)
def next_empty(pathway_id: str) -> ResponseReturnValue:
    """Go to the next row without a note, on whichever page it is."""
    view = read(pathway_id)
    asked = replace(_asked(request.args), show=EvidenceShow.ALL, at="")
    found = find_next(view, asked, request.args.get("after", "")[:40])
    if found is None:
        flash("Every competency in this pathway has a note.")
        address = asked.address(is_form=asked.is_form)
        return redirect(url_for("builder.show_evidence", pathway_id=pathway_id, **address), 303)
    row, is_within = found
    if not is_within:
        asked = EvidenceAsked(sort=asked.sort, is_down=asked.is_down, is_form=asked.is_form)
        flash("All rows with what you asked for have a note. This is the next one of the others.")
    address = asked.address(at=row)
    return redirect(
        url_for("builder.show_evidence", pathway_id=pathway_id, _anchor=f"ev-{row}", **address), 303
    )


@dataclass(slots=True)
class _Sent:
    """What a form of the table asks for, and the notes that no text can be."""

    wishes: list[Wish] = field(default_factory=list)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    def note(self, mapping_id: str, seen: str | None, text: str) -> None:
        identifier = operation_id(mapping_id)
        try:
            kept = clean_text(text, EVIDENCE.limit)
        except TextError as error:
            self.refused[identifier] = text, str(error)
        else:
            self.wishes.append(NoteWish(identifier, seen, kept))


@bp.post("/<pathway_id>/evidence")
@requires(Action.CHANGE_PATHWAYS)
def write_evidence(pathway_id: str) -> ResponseReturnValue:
    """Write notes, set treatments, link outcomes and take out, of one row or of many."""
    shown = request.form.get("shown", "")[:500]
    if request.form.get("do") == "outcomes":
        return _go_to_outcomes(pathway_id, shown)
    try:
        sent = _read_sent()
        with transaction() as session:
            change = services.notes.describe_many(
                session, actor(), pathway_id, sent.wishes, sent.refused
            )
            answer = _Answer(pathway_id, shown, change, sent)
            if wants_fragments():
                return send(answer.fragments(), answer.status)
    except RuleError as error:
        if not wants_fragments():
            flash(str(error))
        return respond(evidence_url(pathway_id, shown), [message_fragment(str(error))], 422)
    unkept = answer.unkept()
    if unkept:
        asked = replace(_asked(dict(parse_qsl(shown))), is_form=True)
        response = _page(read(pathway_id), asked, unkept=unkept, said=answer.words())
        response.status_code = answer.status
        return response
    flash(answer.words())
    if "link" in request.form:
        return redirect(_outcomes_url(pathway_id, shown), 303)
    first = next(iter(change.rows), "")
    return redirect(evidence_url(pathway_id, shown, f"ev-{first}" if first else ""), 303)


def _read_sent() -> _Sent:
    """Read what is asked for: notes and marks one by one, or one thing of all chosen rows."""
    sent, form = _Sent(), request.form
    notes = [form.getlist(name) for name in ("mapping", "seen", "evidence")]
    if len({len(values) for values in notes}) > 1:
        raise BadRequest
    for mapping_id, seen, text in zip(*notes, strict=True):
        sent.note(mapping_id, seen, text)
    for value in form.getlist("mark"):
        mapping_id, seen, wish = _parts(value)
        sent.wishes.append(_mark_wish(mapping_id, seen, wish))
    chosen = [_parts(value) for value in form.getlist("row")]
    if link := form.get("link"):
        outcome, _, is_on = link.partition(":")
        sent.wishes += [
            LinkWish(operation_id(one), operation_id(outcome), is_on == "on")
            for one, _, _ in chosen
        ]
    elif do := form.get("do"):
        _read_deed(sent, do, chosen)
    return sent


def _read_deed(sent: _Sent, do: str, chosen: list[tuple[str, str, str]]) -> None:
    if not chosen:
        raise RuleError("Choose rows first: tick the box at the beginning of each.", "row")
    if do == "same":
        text = request.form.get("text", "")
        for mapping_id, _, seen in chosen:
            sent.note(mapping_id, seen, text)
    elif do == "out" or do in set(Treatment):
        wish = "" if do == "out" else do
        sent.wishes += [_mark_wish(one, treatment, wish) for one, treatment, _ in chosen]
    else:
        raise BadRequest


def _parts(value: str) -> tuple[str, str, str]:
    parts = value.split(":")
    if len(parts) != 3:
        raise BadRequest
    return parts[0], parts[1], parts[2]


def _mark_wish(mapping_id: str, seen: str, wish: str) -> MarkWish:
    try:
        return MarkWish(
            operation_id(mapping_id), Treatment(seen), Treatment(wish) if wish else None
        )
    except ValueError:
        raise BadRequest from None


@dataclass(slots=True)
class _Answer:
    """What is said and sent of rows that were changed."""

    pathway_id: str
    shown: str
    change: RowsChange
    sent: _Sent

    @property
    def status(self) -> int:
        if self.change.stale:
            return 409
        return 422 if self.sent.refused else 200

    def words(self) -> str:
        said = [self.change.summary or ("" if self.status != 200 else "Nothing was changed")]
        if count := len(self.change.stale):
            said.append(
                f"{plural(count, 'row')} {'was' if count == 1 else 'were'} changed elsewhere "
                "meanwhile and stayed as it is there"
            )
        if count := len(self.sent.refused):
            said.append(f"{plural(count, 'note')} cannot be kept as written")
        return " ".join(f"{one}." for one in said if one)

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
                found[identifier] = replace(found[identifier], mine=wish.text, why=CHANGED)
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
                "builder/_saved.html",
                pathway_id=draft.id,
                changed_at=draft.row["changed_at"],
                undo=True,
                redo=False,
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
        return _asked(dict(parse_qsl(self.shown))).query(is_form=True)

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
        asked = _asked(dict(parse_qsl(self.shown)))
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


def _outcomes_url(pathway_id: str, shown: str) -> str:
    rows = [value.split(":")[0] for value in request.form.getlist("row")]
    return url_for("builder.show_served", pathway_id=pathway_id, row=rows, shown=shown or None)


def _go_to_outcomes(pathway_id: str, shown: str) -> Response:
    if not request.form.getlist("row"):
        flash("Choose rows first: tick the box at the beginning of each.")
        return respond(evidence_url(pathway_id, shown), ())
    return respond(_outcomes_url(pathway_id, shown), ())


@bp.get("/<pathway_id>/evidence/outcomes")
@requires(Action.CHANGE_PATHWAYS)
def show_served(pathway_id: str) -> ResponseReturnValue:
    """Show which outcomes some mappings of one module serve, to link them or not."""
    view = read(pathway_id)
    ids = list(dict.fromkeys(request.args.getlist("row")))[: services.notes.ROW_LIMIT]
    shown = request.args.get("shown", "")[:500]
    if not ids:
        return redirect(evidence_url(pathway_id, shown), 303)
    found = module_of(view, ids)
    context: dict[str, Any] = {"pathway_id": pathway_id, "shown": shown}
    if found is None:
        context.update(module=None, toggles=(), rows=())
    else:
        module, mappings = found
        rows = [(item.id, item.competency.code) for item in mappings]
        context.update(module=module, rows=rows, toggles=toggles_of(module, mappings))
    if wants_fragments():
        return send([fragment("builder/_evidence_outcomes.html", **context)])
    return page("builder/evidence_outcomes.html", head=view.head, view=view, **context)
