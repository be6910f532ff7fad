"""Which rows of a review are shown, under which headings, and what could be shown instead."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.domain.pathway.cautions import CautionKind
from pathways.domain.pathway.treatment import Treatment
from pathways.submissions.reviewing.asked import NOTHING, OWN, ReviewAsk, ReviewShow, first_show
from pathways.submissions.reviewing.reads import (
    MarkedRowView,
    ReviewedCompetency,
    ReviewedItem,
    ReviewView,
)
from pathways.submissions.standing import ReviewerStanding

OTHER: Final = "other"
"""The group of competencies that no line judges."""
MINE: Final = "mine"
NOBODYS: Final = "nobody"
_LAID_OUT: Final = 40
"""So many rows of a state other than the first are laid out, whatever their themes."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One value of a filter: its words, and how many rows it would show."""

    value: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilterMenu:
    """A filter, or two that stand in one menu: by the name of the part, its choices."""

    name: str
    words: str
    parts: Mapping[str, tuple[FilterChoice, ...]]

    @property
    def chosen(self) -> str:
        """What is chosen in it, in words; empty where nothing is."""
        chosen = (one.words for part in self.parts.values() for one in part if one.is_chosen)
        return ", ".join(chosen)


@dataclass(frozen=True, slots=True)
class ThemeRows:
    """The rows under one heading. `asked` of them are treated, `marked` of those have a finding."""

    key: str
    title: str
    asked: int
    marked: int
    untreated: int
    rows: tuple[ReviewedCompetency, ...]

    @property
    def total(self) -> int:
        """All of its competencies."""
        return self.asked + self.untreated


@dataclass(frozen=True, slots=True)
class NextOpen:
    """The next row to be reviewed, and the theme that lays it out; empty where that is laid out."""

    slug: str
    theme: str = ""


@dataclass(frozen=True, slots=True)
class ReviewBar:
    """What stands above a list: how far it is, what it shows, what can be marked at once."""

    tab: str
    asked: int
    marked: int
    shown: tuple[MarkedRowView, ...]
    next: NextOpen | None
    ask: ReviewAsk = ReviewAsk()  # frozen
    menus: tuple[FilterMenu, ...] = ()

    @property
    def is_filtered(self) -> bool:
        """Whether it is asked for anything but what it opens on."""
        return bool(self.ask.address())

    @property
    def rows(self) -> str:
        """The rows shown, each with what stands on it, as a form sends them."""
        return " ".join(f"{row.slug}|{row.mark or ''}" for row in self.shown)


def bar_of(tab: str, items: Sequence[ReviewedItem]) -> ReviewBar:
    """Return what stands above a list without filters, such as that of the modules."""
    rows = [item.review for item in items]
    left = tuple(row for row in rows if row.mark is None)
    following = NextOpen(left[0].slug) if left else None
    return ReviewBar(tab, len(rows), len(rows) - len(left), left, following)


def is_to_review(row: ReviewedCompetency) -> bool:
    """Whether a row still asks for a finding: the pathway treats it, and nobody marked it."""
    return bool(row.taught) and row.review.mark is None


def states_of(row: ReviewedCompetency, *, is_reviewer: bool) -> frozenset[ReviewShow]:
    """Return the states in which a row is, for a reader of the reviewing side or the other."""
    review = row.review
    found = {
        ReviewShow.TO_REVIEW: is_to_review(row),
        ReviewShow.MARKED: review.mark is not None,
        ReviewShow.IN_DOUBT: review.mark is not None and review.mark.is_in_doubt,
        ReviewShow.DIFFERS: review.has_doubt,
        ReviewShow.UNSHARED: not review.is_shared,
        ReviewShow.TO_ANSWER: review.waits_for(is_reviewer=is_reviewer),
        ReviewShow.COMMENTED: bool(review.comments or review.drafts),
        ReviewShow.CHANGED: row.change is not None,
        ReviewShow.OPEN: not row.taught,
        ReviewShow.ALL: True,
    }
    return frozenset(show for show, is_so in found.items() if is_so)


class ReviewList:
    """The competencies of a review as an address asks for them."""

    def __init__(
        self,
        view: ReviewView,
        ask: ReviewAsk,
        standing: ReviewerStanding,
        here: Collection[str] = (),
    ) -> None:
        """Look at each row once; `here` are the themes on a page that stands already."""
        self._here = here
        self.view, self.standing = view, standing
        self._themes = {line.report.line.key: line.report.line for line in view.lines}
        self._found = [(row, self._values(row)) for row in view.competencies]
        offered: dict[str, set[str]] = {name: set() for name, _ in ask}
        for _, values in self._found:
            for name, texts in values.items():
                offered[name] |= texts
        offered["show"] |= set(ReviewShow)
        self.ask = ask.known({name: frozenset(texts) for name, texts in offered.items()})

    @property
    def show(self) -> ReviewShow:
        """The state that is shown."""
        usual = first_show(is_reviewer=self.view.submission.can_review)
        return ReviewShow(self.ask.show) if self.ask.show else usual

    def _values(self, row: ReviewedCompetency) -> dict[str, frozenset[str]]:
        """Return what a row answers to, by the names of the filters."""
        submission, panel = self.view.submission, self.view.panel
        numbers = {one.number for one in row.taught}
        whose = set()
        if panel.is_shared_out and panel.is_nobodys(row.review.row):
            whose.add(NOBODYS)
        if panel.is_shared_out and panel.is_read_by(row.review.row, self.standing.person_id):
            whose.add(MINE)
        best = max((one.treatment for one in row.taught), key=lambda one: one.rank, default=None)
        finding = row.review.finding
        return {
            "show": frozenset(states_of(row, is_reviewer=submission.is_reviewer)),
            "theme": frozenset({row.line_key or OTHER}),
            "strand": frozenset({row.competency.strand} if row.competency.strand else ()),
            "module": frozenset(map(str, numbers)),
            "treatment": frozenset({best or NOTHING}),
            "caution": frozenset(
                caution.kind
                for caution in self.view.claims.measured.cautions
                if row.competency.code in caution.codes
                or (not caution.codes and caution.module in numbers)
            ),
            "whose": frozenset(whose),
            "reviewer": frozenset({finding.reviewer} if finding else ()),
        }

    def _missed(self, values: Mapping[str, frozenset[str]]) -> list[str]:
        """Return the filters that do not let a row through."""
        asked = dict(self.ask) | {"show": self.show.value}
        return [name for name, value in asked.items() if value and value not in values[name]]

    @cached_property
    def shown(self) -> tuple[ReviewedCompetency, ...]:
        """All rows that are asked for, laid out or not."""
        return tuple(row for row, values in self._found if not self._missed(values))

    @cached_property
    def _shown_by_theme(self) -> dict[str, list[ReviewedCompetency]]:
        missed = ((row, set(self._missed(values)) - {"theme"}) for row, values in self._found)
        found: dict[str, list[ReviewedCompetency]] = {key: [] for key in (*self._themes, OTHER)}
        for row, names in missed:
            if not names:
                found[row.line_key or OTHER].append(row)
        return found

    @cached_property
    def themes(self) -> tuple[ThemeRows, ...]:
        """Every theme with its rows that are asked for, whichever theme is asked for."""
        found: dict[str, list[ReviewedCompetency]] = {key: [] for key in (*self._themes, OTHER)}
        for row in self.view.competencies:
            found[row.line_key or OTHER].append(row)
        return tuple(
            ThemeRows(
                key,
                self._themes[key].name if key in self._themes else "Competencies of other levels",
                sum(1 for row in rows if row.taught),
                sum(1 for row in rows if row.taught and row.review.mark),
                sum(1 for row in rows if not row.taught),
                tuple(self._shown_by_theme[key]),
            )
            for key, rows in found.items()
            if rows
        )

    @cached_property
    def laid_out(self) -> tuple[ThemeRows, ...]:
        """The themes whose rows stand on the page: the one asked for, or the first with any."""
        if self.ask.theme:
            return tuple(one for one in self.themes if one.key == self.ask.theme)
        filled = [one for one in self.themes if one.rows]
        room = 0 if self.show in (ReviewShow.TO_REVIEW, ReviewShow.ALL) else _LAID_OUT
        found, count = filled[:1], len(filled[0].rows) if filled else 0
        for one in filled[1:]:
            count += len(one.rows)
            if count > room:
                break
            found.append(one)
        return tuple(found)

    @property
    def folded(self) -> tuple[ThemeRows, ...]:
        """The other themes."""
        return tuple(one for one in self.themes if one not in self.laid_out)

    @property
    def untreated(self) -> int:
        """How many competencies no module treats."""
        return sum(one.untreated for one in self.themes)

    def theme_of(self, row: ReviewedCompetency) -> ThemeRows:
        """Return the theme of a row."""
        return next(one for one in self.themes if one.key == (row.line_key or OTHER))

    @property
    def next(self) -> NextOpen | None:
        """The first row to be reviewed: of what is laid out, or else of the theme that has one."""
        ahead = [*self.laid_out, *self.folded]
        if self.show is not ReviewShow.TO_REVIEW:
            ahead = list(self.laid_out)
        here = self._here or {one.key for one in self.laid_out}
        for theme in ahead:
            for row in theme.rows:
                if is_to_review(row):
                    return NextOpen(row.review.slug, "" if theme.key in here else theme.key)
        return None

    @property
    def bar(self) -> ReviewBar:
        """What stands above the list."""
        return ReviewBar(
            "competencies",
            self.view.progress.total,
            self.view.progress.marked,
            tuple(row.review for row in self.shown),
            self.next,
            self.ask,
            self.menus,
        )

    @cached_property
    def _counts(self) -> dict[str, Counter[str]]:
        """How many rows each value would show, with all other filters as they are."""
        counts: dict[str, Counter[str]] = {name: Counter() for name, _ in self.ask}
        for _, values in self._found:
            missed = self._missed(values)
            for name, texts in values.items():
                if not missed or missed == [name]:
                    counts[name].update(texts)
        return counts

    @cached_property
    def menus(self) -> tuple[FilterMenu, ...]:
        """The filters that would change anything, with what each would show."""
        submission = self.view.submission
        states = {
            show.value: show.word(is_reviewer=submission.is_reviewer)
            for show in ReviewShow
            if (submission.is_reviewer or show not in OWN)
            and (show is not ReviewShow.CHANGED or self.view.changes is not None)
        }
        modules = submission.content.modules
        names = sorted(
            {row.review.finding.reviewer for row, _ in self._found if row.review.finding}
        )
        words: dict[tuple[str, str], dict[str, dict[str, str]]] = {
            ("show", "State"): {"show": states},
            ("theme", "Theme"): {
                "theme": {one.key: one.title for one in self.themes},
                "strand": {one.code: one.short_name for one in submission.edition.strands},
            },
            ("module", "Module"): {
                "module": {str(n): f"{n}. {one.title}" for n, one in enumerate(modules, start=1)}
            },
            ("treatment", "Treatment"): {
                "treatment": {one.value: one.word for one in reversed(Treatment)}
                | {NOTHING: "Treated by none"}
            },
            ("caution", "Caution"): {"caution": {one.value: one.word for one in CautionKind}},
            ("whose", "Whose"): {
                "whose": {MINE: "Mine to read", NOBODYS: "Nobody’s to read"},
                "reviewer": {name: f"Marked by {name}" for name in names},
            },
        }
        menus = (self._menu(name, title, parts) for (name, title), parts in words.items())
        return tuple(menu for menu in menus if menu.parts)

    def _menu(self, name: str, title: str, parts: dict[str, dict[str, str]]) -> FilterMenu:
        asked = dict(self.ask) | {"show": self.show.value}
        found = {
            part: tuple(
                FilterChoice(value, words, self._counts[part][value], asked[part] == value)
                for value, words in texts.items()
                if part == "show" or any(value in values[part] for _, values in self._found)
            )
            for part, texts in parts.items()
        }
        return FilterMenu(
            name, title, {part: choices for part, choices in found.items() if choices}
        )
