"""What is said of a line, each sentence once: with values on a page, with cells in a workbook.

Whoever builds reads what is still to come. What was sent or published is frozen: nothing more
will come to it, so its readers are told what is not in it (`is_frozen`).
"""

from typing import Final, NamedTuple

from pathways.domain.framework.edition import Edition
from pathways.domain.rule.demands import Demand, DemandKind
from pathways.domain.words import number_word

ALL_HERE: Final = "Everything that the standard asks is here."
ALL_CLAIMED: Final = "Everything that the standard asks is claimed, and not all of it is backed."
BY_ENTRY: Final = "Met by the entry requirement."
FEATURES_OPEN: Final = "specialist features left open"
EMPTY: Final = "Nothing reaches {line} yet. {Many} would bring it in{asked}."
EMPTY_FROZEN: Final = "Nothing of {line} is in it. {Many} {verb} asked for{asked}."
COMPETENCY_IS: Final = (" competency is", " competencies are")
"""What follows a number: where it is one, and where it is not."""

_THERE: Final = "{reached} of {total} reached"


class KindWords(NamedTuple):
    """What is said of one kind of demand, with slots. Empty: not said there.

    `reason`: why a line is not met, with `none` put in where something reaches it; `frozen`
    says the same of a version.
    `title` stands over what would mend it; the lowest `turn`, the most telling, is
    suggested first. `still` is what a need has to come, `met` what it has now.
    `each` begins a sentence on what is asked of each line, `short` says it in a
    list, `beside` after "all themes".
    """

    turn: int
    reason: str
    frozen: str
    title: str
    still: str
    met: str
    none: str = ""
    each: str = ""
    short: str = ""
    beside: str = ""


def words_of(demand: Demand) -> KindWords:
    """Return what is said of a demand."""
    match demand.kind:
        case DemandKind.SOME:
            return KindWords(
                turn=3,
                reason="Nothing reaches {line} yet. One competency is still to come.",
                frozen="Nothing of {line} is in it. One competency is asked for.",
                title="Any one of these",
                still="one competency",
                met="{need} competencies",
            )
        case DemandKind.STRAND:
            return KindWords(
                turn=2,
                reason=f"{_THERE}{{none}}. One competency in {{strand}} is still to come.",
                frozen=f"{_THERE}{{none}}. One competency in {{strand}} is asked for.",
                title="Any one of these, in {strand_name}",
                still="one competency in {strand}",
                met="{strand}",
                none=", none of them in {strand}",
                each="Both {strands}",
                short="both strands",
                beside=" with both strands",
            )
        case DemandKind.SHARE:
            return KindWords(
                turn=3,
                reason=f"{_THERE}, {{need}} asked for. {{Number}}{{noun_is}} still to come.",
                frozen=f"{_THERE}, {{need}} asked for: {{number}} too few.",
                title="{any} of these",
                still="{number}{more} {noun} of the {need} asked for",
                met="{need} competencies",
                short="{share}",
            )
        case DemandKind.ASSESSED:
            return KindWords(
                turn=4,
                reason=f"{_THERE}{{none}}. At least one needs to be assessed.",
                frozen=f"{_THERE}{{none}}. At least one is asked to be assessed.",
                title="Assess any one of these",
                still="something assessed",
                met="something assessed",
                none=", none of them assessed",
                each="At least one competency assessed",
                short="something assessed",
                beside=", and something assessed in each",
            )
        case DemandKind.REQUIRED:
            many = "{have} of {need} required competencies reached. "
            one = "The required competency {codes} is "
            is_one = demand.count == 1
            return KindWords(
                turn=1,
                reason=f"{one}still to come." if is_one else f"{many}Still to come: {{codes}}.",
                frozen=f"{one}not in it." if is_one else f"{many}Not in it: {{codes}}.",
                title="Asked for by name",
                still="{codes}",
                met="what is asked by name",
                short="{need} by name",
            )


def demand_reason(demand: Demand, *, is_empty: bool = False, is_frozen: bool = False) -> str:
    """Return why a line is not met for want of a demand.

    `is_empty`: nothing reaches the line. `is_frozen`: for readers of a version.
    """
    words = words_of(demand)
    said = words.frozen if is_frozen else words.reason
    return said.replace("{none}", "" if is_empty else words.none)


def fill(
    template: str,
    edition: Edition,
    demand: Demand,
    have: int = 0,
    mending: int = 0,
    **more: object,
) -> str:
    """Fill in what is said of a demand of which `have` are there and `mending` would count.

    `more` gives `reached` and `total` for a reason, `share` in words for a list.
    """
    missing = demand.count - have
    named = mending if demand.kind is DemandKind.REQUIRED else 0
    strand = edition.by_strand.get(demand.strand or "")
    number = number_word(missing)
    return template.format(
        line=demand.line.short_name,
        have=have,
        need=demand.count,
        number=number,
        Number=number.capitalize(),
        more=" more" if have else "",
        noun="competency" if missing == 1 else "competencies",
        noun_is=COMPETENCY_IS[missing != 1],
        any="All" if missing == mending.bit_count() else f"Any {number}",
        strand=strand.short_name.lower() if strand else "",
        strand_name=strand.name.lower() if strand else "",
        strands=" and ".join(strand.short_name.lower() for strand in edition.strands),
        codes=", ".join(item.code for item in edition.members(named)),
        **more,
    )
