"""Put what is still to come into words: what is there, what is missing, what would mend it."""

from collections.abc import Iterator

from pathways.domain.framework.edition import SPECIALIST_LINE, Edition, Level, Line
from pathways.domain.rule.coverage import Demand, DemandKind, LineReport
from pathways.domain.rule.standards import Asks, Standard
from pathways.domain.words import competencies


def reason(edition: Edition, line: LineReport, demand: Demand) -> str:
    """Say in one or two sentences what one demand finds and what is missing."""
    there = f"{line.reached} of {line.total} reached"
    match demand.kind:
        case DemandKind.SOME:
            return f"Nothing reaches {line.line.short_name} yet. One competency is still to come."
        case DemandKind.STRAND:
            strand = _strand_word(edition, demand.strand or "")
            none = f", none of them in {strand}" if line.reached else ""
            return f"{there}{none}. One competency in {strand} is still to come."
        case DemandKind.SHARE:
            verb = "is" if demand.missing == 1 else "are"
            return (
                f"{there}, {demand.need} asked for. "
                f"{competencies(demand.missing).capitalize()} {verb} still to come."
            )
        case DemandKind.ASSESSED:
            none = ", none of them assessed" if line.reached else ""
            return f"{there}{none}. At least one needs to be assessed."
        case DemandKind.REQUIRED:
            codes = ", ".join(item.code for item in edition.members(demand.mending))
            if demand.need == 1:
                return f"The required competency {codes} is still to come."
            return (
                f"{demand.have} of {demand.need} required competencies reached. "
                f"Still to come: {codes}."
            )


def line_reasons(edition: Edition, line: LineReport) -> tuple[str, ...]:
    """Return every reason why a line is not met, or how it is met."""
    if line.by_entry:
        return ("Met by the entry requirement.",)
    if line.is_met:
        return ("Everything that the standard asks is here.",)
    if any(demand.kind is DemandKind.SOME for demand in line.unmet):
        # Where nothing is there at all, one sentence says what all the demands come to.
        # Competencies required by name still need their codes.
        named = [demand for demand in line.unmet if demand.kind is DemandKind.REQUIRED]
        first = (empty_reason(edition, line.line, line.asks),)
        return (*first, *(reason(edition, line, demand) for demand in named))
    return tuple(reason(edition, line, demand) for demand in line.unmet)


def empty_reason(edition: Edition, line: Line, asks: Asks) -> str:
    """Say how many competencies, and of what kind, would bring in a line that nothing reaches."""
    strands = line.strands if asks.has_strands else ()
    share = -(-asks.share * line.total // 100)  # rounded up
    # A required competency may bring its strand with it.
    apart = sum(1 for _, mask in strands if not mask & asks.required)
    count = max(1, share, asks.required.bit_count() + apart)
    many = competencies(count)
    asked = " and ".join(f"one in {_strand_word(edition, code)}" for code, _ in strands)
    if asked:
        asked = f": at least {asked}" if count > len(strands) else f": {asked}"
    if asks.has_assessed and count == 1:
        many = "one assessed competency"
    elif asks.has_assessed:
        asked += ", at least one of them assessed"
    if count == 1:
        asked = ""
    return f"Nothing reaches {line.short_name} yet. {many.capitalize()} would bring it in{asked}."


def _strand_word(edition: Edition, code: str) -> str:
    return edition.by_strand[code].short_name.lower()


_MENDING_ORDER = (
    DemandKind.REQUIRED,
    DemandKind.STRAND,
    DemandKind.SHARE,
    DemandKind.SOME,
    DemandKind.ASSESSED,
)


def mending(line: LineReport) -> int:
    """Return the bit set of competencies to suggest next for a line; 0 where it is met.

    They are those of its most telling demands: competencies asked by name
    first, then those of a missing strand, then any that is not there yet, and
    those that only want assessing last.
    """
    for kind in _MENDING_ORDER:
        found = 0
        for demand in line.unmet:
            if demand.kind is kind:
                found |= demand.mending
        if found:
            return found
    return 0


def explain_standard(
    edition: Edition, standard: Standard, target_level: int | None = None
) -> tuple[str, ...]:
    """Say in plain sentences what a standard asks: at one target level, or at any."""
    flat = {
        level.number: level
        for level in edition.levels
        if any(line.is_specialist for line in edition.lines(level.number))
    }
    if target_level in flat and not standard.is_complete:
        return _explain_flat(edition, standard, flat[target_level])
    where = "line" if target_level is None or target_level in flat else "theme"
    sentences = [f"{_share_words(standard.share_of('')).capitalize()} in each {where}."]
    if not standard.is_complete:
        for key, share in standard.shares:
            name = _line_name(edition, key, with_features=target_level is None)
            if name:
                sentences.append(f"{name}: {_share_words(share)}.")
    if standard.has_strands:
        sentences.append(f"{_strands_words(edition)} in each {where}.")
    if standard.has_assessed:
        sentences.append(f"At least one competency assessed in each {where}.")
    sentences.extend(_required_words(edition, standard, target_level))
    if standard.is_complete and target_level in flat:
        sentences.append("What learners must have on entry does not take its place.")
    if target_level is None:
        for level in flat.values():
            sentences.extend(_level_words(edition, standard, level))
    return tuple(sentences)


def _explain_flat(edition: Edition, standard: Standard, level: Level) -> tuple[str, ...]:
    """Explain a standard at a level whose features stand in one list."""
    share = standard.share_of(SPECIALIST_LINE)
    sentences = ["At least one competency in each line."]
    if share:
        sentences.append(f"Specialist features: {_share_words(share)}.")
    if standard.has_assessed:
        sentences.append("Specialist features: at least one competency assessed.")
    if standard.has_strands:
        sentences.append(f"{_strands_words(edition)} in each theme.")
    sentences.extend(_required_words(edition, standard, level.number))
    sentences.append(
        f"Themes are met where learners must have {_below(edition, level)} on entry"
        f"{_apart(edition, standard)}."
    )
    return tuple(sentences)


def _level_words(edition: Edition, standard: Standard, level: Level) -> Iterator[str]:
    """Say what differs at a level whose features stand in one list."""
    if standard.is_complete:
        yield (
            f"At {level.name}, this holds for the levels below as well, "
            "whatever learners must have on entry."
        )
        return
    if standard.share or standard.shares or standard.has_assessed:
        yield (
            f"At {level.name}, shares and assessment are asked of Specialist features only; "
            f"each theme asks {'both strands' if standard.has_strands else 'one competency'}."
        )
    yield (
        f"At {level.name}, themes are met where learners must have "
        f"{_below(edition, level)} on entry{_apart(edition, standard)}."
    )


def _apart(edition: Edition, standard: Standard) -> str:
    """Say that no entry requirement takes the place of what a theme must have by name."""
    by_name = (edition.by_code.get(code) for code in standard.required)
    has_themes = any(item is not None and item.theme for item in by_name)
    return ", apart from competencies required by name" if has_themes else ""


def _below(edition: Edition, level: Level) -> str:
    return edition.by_level[edition.level_below(level.number)].name


def _share_words(share: int) -> str:
    if share >= 100:
        return "every competency"
    return f"at least {share}% of the competencies" if share else "at least one competency"


def _strands_words(edition: Edition) -> str:
    return "Both " + " and ".join(strand.short_name.lower() for strand in edition.strands)


def _line_name(edition: Edition, key: str, *, with_features: bool) -> str:
    """Return the name of a line, empty for one that is not judged here."""
    if key in edition.by_theme:
        return edition.by_theme[key].short_name
    return "Specialist features" if key == SPECIALIST_LINE and with_features else ""


def _required_words(
    edition: Edition, standard: Standard, target_level: int | None
) -> Iterator[str]:
    """Name the required competencies that are judged, in printed order."""
    judged = edition.mask(code for code in standard.required if code in edition.by_code)
    if target_level is not None:
        lines = edition.lines(target_level)
        judged &= sum(line.mask for line in lines)  # lines share no competency
    codes = ", ".join(item.code for item in edition.members(judged))
    if codes and target_level is None:
        yield f"These competencies, at target levels that judge them: {codes}."
    elif codes:
        yield f"These competencies: {codes}."
