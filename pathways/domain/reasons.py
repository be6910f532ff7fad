"""Put what is still to come into words: what is there, what is missing, what would mend it."""

from pathways.domain.coverage import Demand, DemandKind, LineReport, number_word
from pathways.domain.edition import Edition
from pathways.domain.standards import Standard


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return "1 module", "3 modules"; `many` where the plural is not noun + s."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def competencies(count: int) -> str:
    """Return "one competency", "12 competencies"."""
    return f"{number_word(count)} {'competency' if count == 1 else 'competencies'}"


def duration(minutes: int) -> str:
    """Return minutes as people say them: "40 min", "2 h", "9 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours} h {rest} min"
    return f"{hours} h" if hours else f"{rest} min"


def reason(edition: Edition, line: LineReport, demand: Demand) -> str:
    """Say in one or two sentences what one demand finds and what is missing."""
    match demand.kind:
        case DemandKind.SOME:
            return "Nothing reaches this yet. One competency would bring it in."
        case DemandKind.STRAND:
            strand = edition.by_strand[demand.strand or ""]
            return (
                f"{line.reached} of {line.total} reached, none of them in "
                f"{strand.name.lower()}. One {strand.short_name.lower()} competency is missing."
            )
        case DemandKind.SHARE:
            return (
                f"{line.reached} of {line.total} reached, {demand.need} asked for. "
                f"{competencies(demand.missing).capitalize()} still to come."
            )
        case DemandKind.ASSESSED:
            return f"{line.reached} of {line.total} reached, none of them assessed. One is asked for."
        case DemandKind.REQUIRED:
            codes = ", ".join(item.code for item in edition.members(demand.mending))
            return f"{demand.have} of {demand.need} required competencies reached. Missing: {codes}."


def line_reasons(edition: Edition, line: LineReport) -> tuple[str, ...]:
    """Return every reason why a line is not met, or how it is met."""
    if line.unmet:
        kinds = {demand.kind for demand in line.unmet}
        # Where nothing is there at all, one sentence says it; the rest would repeat it.
        hidden = (
            {DemandKind.STRAND, DemandKind.ASSESSED}
            if DemandKind.SOME in kinds
            else set()
        )
        return tuple(
            reason(edition, line, d) for d in line.unmet if d.kind not in hidden
        )
    if line.by_entry:
        return ("Met by the entry requirement.",)
    return ("Everything that the standard asks is here.",)


def mending(line: LineReport) -> int:
    """Return the bit set of competencies that would mend a line, the most pressing first kind.

    Demands are ordered by what they ask: the strands of an empty line say more
    than that something is missing.
    """
    kinds = {demand.kind: demand for demand in line.unmet}
    if DemandKind.REQUIRED in kinds:
        return kinds[DemandKind.REQUIRED].mending
    strands = [demand for demand in line.unmet if demand.kind is DemandKind.STRAND]
    found = 0
    for demand in strands or line.unmet:
        found |= demand.mending
    return found


def explain_standard(edition: Edition, standard: Standard) -> tuple[str, ...]:
    """Say in plain sentences what a standard asks of every line."""
    sentences = ["At least one competency in each line."]
    if standard.has_strands:
        sentences.append("Both knowledge and skills in each line.")
    if standard.has_assessed:
        sentences.append("At least one competency assessed in each line.")
    if standard.share:
        sentences.append(
            f"At least {standard.share} % of the competencies of each line."
        )
    for key, share in standard.shares:
        theme = edition.by_theme.get(key)
        name = theme.short_name if theme else "Specialist features"
        sentences.append(f"{name}: at least {share} %.")
    if standard.required:
        sentences.append(f"These competencies: {', '.join(sorted(standard.required))}.")
    return tuple(sentences)
