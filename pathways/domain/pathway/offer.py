"""What the directory keeps of a published version, so that lists need not judge it again.

Everything here follows from the version's content by the coverage rules; a
recount gives the same, and `doctor` compares both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pathways.domain.framework.edition import SPECIALIST_LINE, Edition
from pathways.domain.pathway.cautions import Caution, CautionKind, list_cautions
from pathways.domain.pathway.content import Details, PathwayContent
from pathways.domain.pathway.proportion import look_behind
from pathways.domain.rule.coverage import CoverageReport, check_coverage
from pathways.domain.rule.demands import is_brought, list_demands
from pathways.domain.rule.depth import DepthCounts, count_depth
from pathways.domain.rule.proportion import (
    ASSESSED,
    DEFAULTS,
    DEVELOPED,
    INTRODUCED,
    WHOLE,
    Proportion,
    Thresholds,
    Weights,
)
from pathways.domain.rule.reach import ModuleReach
from pathways.domain.rule.standards import BUILT_IN, Standard
from pathways.domain.rule.strip import Asked, StripLine, StripPart, assessed_words, line_is_backed

NOT_STATED: Final = "unstated"
"""The band of a length or a price that the provider does not state."""

LENGTH_BANDS: Final = (
    ("2h", 120, "Up to 2 hours"),
    ("4h", 240, "2 to 4 hours"),
    ("1d", 420, "4 to 7 hours"),
    ("2d", 840, "7 to 14 hours"),
    ("long", None, "Over 14 hours"),
)
"""Key, most minutes and words of each band of length. A day of training is 7 hours."""

PRICE_BANDS: Final = (
    ("free", 0, "Free"),
    ("25", 2_500, "Up to £25"),
    ("75", 7_500, "£25 to £75"),
    ("200", 20_000, "£75 to £200"),
    ("high", None, "Over £200"),
)
"""Key, most pence a person and words of each band of price."""


class OfferLine(NamedTuple):
    """What lists show of one line of an offer.

    `reached` of `total` competencies are claimed, and some of them backed, and assessed. `met`
    and `met_backed` are bit sets over the built-in standards, in their order: whether what each
    asks of the line is there, in what is claimed and in what is backed. `parts` pairs claimed
    and backed for each strand, or for the whole of a line without strands.
    """

    key: str
    reached: int
    total: int
    backed: int
    assessed: int
    met: int
    met_backed: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class OfferSummary:
    """What lists, filters and rankings ask of a published version.

    `reached`, `developed` and `assessed` are bit sets of competencies claimed at
    least so far, so that each holds the next; `backed` holds those that are backed so far.
    `weights` holds, for each of the three, the weights below a whole with the bit set of what
    weighs so. `standing` settles ties, the least first. `themes` and
    `standards` are bit sets over the edition's themes and the built-in standards,
    in their order.
    """

    title: str
    level: int
    entry_level: int | None
    minutes: int
    price_pence: int | None
    price_basis: str
    vat: str
    price_per_person: int | None
    group_min: int
    group_max: int
    sectors: tuple[str, ...]
    delivery: tuple[str, ...]
    reached: int
    developed: int
    assessed: int
    backed: tuple[int, int, int]
    weights: tuple[Weights, ...]
    standing: int
    cautions: tuple[Caution, ...]
    depth: DepthCounts
    share: int
    lines: tuple[OfferLine, ...]
    themes: int
    standards: int

    @property
    def length_band(self) -> str:
        """Key of the band of length."""
        return band_of(LENGTH_BANDS, self.minutes or None)

    @property
    def price_band(self) -> str:
        """Key of the band of price."""
        return band_of(PRICE_BANDS, self.price_per_person)

    @property
    def fit_key(self) -> str:
        """Sorts offers by how much of their level weighs: the most first, then as ties are settled.

        A text, so that one column and one place in it order a list.
        """
        price = _MOST if self.price_per_person is None else min(self.price_per_person, _MOST)
        return f"{WHOLE - self.share:04}{self.standing:019}{price:010}{self.title.casefold()[:60]}"


_MOST: Final = 9_999_999_999


def summarise(
    edition: Edition, content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> OfferSummary:
    """Return the summary of a version's content."""
    behind = look_behind(edition, content, thresholds)
    reach = [item.reach for item in behind.modules]
    report = check_coverage(
        edition, content.target_level, reach, content.chosen_standard(), content.entry_level
    )
    proportion = behind.weigh(thresholds)
    cautions = list_cautions(behind, proportion, thresholds)
    reached, developed, assessed = treated(reach)
    details = content.details
    by_key = {line.line.key: line for line in report.themes}
    themes = 0
    for place, theme in enumerate(edition.themes):
        if theme.code in by_key and by_key[theme.code].reached:
            themes |= 1 << place
    judged = [
        report
        if standard == report.standard
        else check_coverage(edition, content.target_level, reach, standard, content.entry_level)
        for standard in BUILT_IN
    ]
    standards = sum(1 << place for place, one in enumerate(judged) if one.is_met)
    introduced, deeper, deepest = (
        proportion.weights(treatment) for treatment in (INTRODUCED, DEVELOPED, ASSESSED)
    )
    return OfferSummary(
        title=content.title,
        level=content.target_level,
        entry_level=content.entry_level,
        minutes=length_of(content),
        price_pence=details.price_pence,
        price_basis=details.price_basis,
        vat=details.vat,
        price_per_person=price_per_person(details),
        group_min=details.group_min,
        group_max=details.group_max,
        sectors=details.sectors,
        delivery=details.delivery,
        reached=reached,
        developed=developed,
        assessed=assessed,
        backed=proportion.backing,
        weights=(introduced, deeper, deepest),
        standing=rank_standing(proportion, len(cautions)),
        cautions=cautions,
        depth=count_depth(edition.lines(content.target_level), proportion),
        share=weigh_share(proportion, introduced, report.total),
        lines=tuple(_lines(judged, proportion)),
        themes=themes,
        standards=standards,
    )


def treated(modules: Sequence[ModuleReach]) -> tuple[int, int, int]:
    """Return what the modules together introduce, develop and assess at least, as marked."""
    reached = developed = assessed = 0
    for module in modules:
        reached |= module.reached
        developed |= module.developed | module.assessed
        assessed |= module.assessed
    return reached, developed, assessed


def weigh_share(proportion: Proportion, weights: Weights, total: int) -> int:
    """Return what the claims of a pathway's lines weigh, per mille of their competencies."""
    weighed = WHOLE * proportion.backed
    for weight, mask in weights:
        weighed += weight * (mask & proportion.mask).bit_count()
    return weighed // total if total else 0


_STANDING: Final = (
    ("crowded modules", 8, False),
    ("cautions", 9, False),
    ("backed assessed", 10, True),
    ("backed developed", 10, True),
    ("minutes a competency", 26, True),
)
"""What settles ties: how many bits each may need, and whether more of it stands first.

What is more than fits counts as the most.
"""


def rank_standing(proportion: Proportion, cautions: int) -> int:
    """Return one whole number by which ties are settled, the least first.

    Fewer crowded modules, then fewer cautions, then more that is backed and assessed, then
    developed, then more minutes a competency, to the hundredth. It fits a database's number.
    """
    assessed, developed = (
        (proportion.backing[place] & proportion.mask).bit_count() for place in (ASSESSED, DEVELOPED)
    )
    claimed = proportion.claimed
    minutes = 100 * proportion.minutes // claimed if claimed else 0
    found = 0
    numbers = (len(proportion.crowded), cautions, assessed, developed, minutes)
    for number, (_name, bits, is_more) in zip(numbers, _STANDING, strict=True):
        most = (1 << bits) - 1
        counted = min(number, most)
        found = found << bits | (most - counted if is_more else counted)
    return found


def _lines(judged: Sequence[CoverageReport], proportion: Proportion) -> Iterator[OfferLine]:
    treated, assessed = proportion.backing[INTRODUCED], proportion.backing[ASSESSED]
    for reports in zip(*(report.lines for report in judged), strict=True):
        line = reports[0].line
        met = sum(1 << place for place, one in enumerate(reports) if one.is_met)
        backed = sum(
            1 << place for place, one in enumerate(reports) if line_is_backed(one, proportion)
        )
        masks = [mask for _strand, mask in line.strands] or [line.mask]
        yield OfferLine(
            key=line.key,
            reached=reports[0].reached,
            total=line.total,
            backed=(treated & line.mask).bit_count(),
            assessed=(assessed & line.mask).bit_count(),
            met=met,
            met_backed=backed,
            parts=tuple(
                (
                    (reports[0].reached_mask & mask).bit_count(),
                    (treated & mask).bit_count(),
                )
                for mask in masks
            ),
        )


def lines_of(report: CoverageReport, proportion: Proportion) -> tuple[OfferLine, ...]:
    """Return the lines of an offer that one built-in standard alone judges.

    What other standards ask is not told by them.
    """
    place = BUILT_IN.index(report.standard)
    return tuple(
        line._replace(met=line.met << place, met_backed=line.met_backed << place)
        for line in _lines([report], proportion)
    )


def read_cautions(plain: Sequence[Sequence[str]]) -> tuple[Caution, ...]:
    """Return the cautions about an offer from the JSON values that are kept of them."""
    return tuple(Caution(CautionKind(kind), text) for kind, text in plain)


def crowded_of(standing: int) -> int:
    """Return how many crowded modules an offer has, 255 at most, from its standing."""
    return standing >> sum(bits for _name, bits, _is_more in _STANDING[1:])


def read_lines(plain: Sequence[Sequence[Any]]) -> tuple[OfferLine, ...]:
    """Return the lines of an offer from the JSON values that are kept of them."""
    return tuple(
        OfferLine._make([*numbers, tuple((claimed, backed) for claimed, backed in parts)])
        for *numbers, parts in plain
    )


def strip_of(
    edition: Edition, level: int, lines: Sequence[OfferLine], standard: Standard
) -> tuple[StripLine, ...]:
    """Return the six-theme strip of a listed offer, by a built-in standard."""
    place = 1 << BUILT_IN.index(standard)
    by_key = {line.key: line for line in edition.lines(level)}
    cells = []
    for kept in lines:
        line = by_key[kept.key]
        asked = Asked.OPEN
        if kept.met & place:
            asked = Asked.BACKED if kept.met_backed & place else Asked.CLAIMED
        strands = [strand for strand, _mask in line.strands] or [""]
        cells.append(
            StripLine(
                key=line.key,
                name=line.name,
                short_name=line.short_name,
                total=kept.total,
                parts=tuple(
                    StripPart(strand, claimed, backed)
                    for strand, (claimed, backed) in zip(strands, kept.parts, strict=True)
                ),
                assessed=kept.assessed,
                asked=asked,
            )
        )
    return tuple(cells)


def headline_of(
    edition: Edition,
    level: int,
    lines: Sequence[OfferLine],
    standard: Standard,
    *,
    entry_level: int | None,
) -> str:
    """Say what a listed offer claims, by a built-in standard: the same words for all of a list.

    "Claims 6 of 6 themes" where not all that is asked of them is backed. At a level with a list
    of specialist features these are said, too, and themes that learners bring are no part of
    what the course claims.
    """
    place = 1 << BUILT_IN.index(standard)
    features = [line for line in lines if line.key == SPECIALIST_LINE]
    themes = [line for line in lines if line.key != SPECIALIST_LINE]
    demands = list_demands(edition, level, standard, entry_level)
    by_entry = any(is_brought(asked) for _line, asked in demands)
    counted = features if by_entry else list(lines)
    met = [line for line in counted if line.met & place]
    is_backed = all(line.met_backed & place for line in met)
    claimed, backed = sum(line.reached for line in counted), sum(line.backed for line in counted)
    parts = [f"{line.reached} of {line.total} specialist features" for line in features]
    if not by_entry:
        represented = sum(1 for line in themes if line.met & place)
        parts.insert(0, f"{represented} of {len(themes)} themes")
    lead = f"{' and '.join(parts)} at {edition.by_level[level].name}"
    if claimed and not (met and is_backed):
        lead = f"Claims {lead}"
    words = [lead]
    if any(line.reached for line in counted if line.key != SPECIALIST_LINE) or not features:
        words.append(f"{claimed} of {sum(line.total for line in counted)} competencies")
    if claimed:
        many = "all" if backed == claimed else backed or "none"
        assessed = sum(line.assessed for line in counted)
        words.append(f"{many} backed{assessed_words(claimed, backed, assessed)}")
    told = ", ".join(words)
    if by_entry:
        entry = edition.by_level[edition.level_below(level)].name
        told = f"{told}; themes met by the entry requirement, {entry}"
    return f"{told} ({standard.name})"


def length_of(content: PathwayContent) -> int:
    """Return the minutes of the modules, or else those stated for the whole; 0 if not stated."""
    details = content.details
    return content.minutes or details.contact_minutes + details.self_study_minutes


def price_per_person(details: Details) -> int | None:
    """Return pence for each person, None where it cannot be told.

    A price for a group is shared by its largest size, rounded up.
    """
    if details.price_pence is None or details.price_pence == 0:
        return details.price_pence
    if details.price_basis == "person":
        return details.price_pence
    if details.price_basis == "group" and details.group_max:
        return -(-details.price_pence // details.group_max)
    return None


def band_of(bands: Sequence[tuple[str, int | None, str]], amount: int | None) -> str:
    """Return the key of the first band that holds the amount."""
    if amount is None:
        return NOT_STATED
    for key, most, _words in bands:
        if most is None or amount <= most:
            return key
    return NOT_STATED
