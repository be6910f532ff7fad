"""The directory as a file for other programs: JSON with all of each pathway, and a plain table."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pathways.directory.queries import OpenOffer, OpenPage
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.offer import headline_of
from pathways.domain.pathway.run import Run
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM

OPEN_COLUMNS: Final = (
    *("id", "address", "title", "provider", "level", "level_name", "entry_level", "edition"),
    *("version", "published_at", "minutes", "price_pence", "price_basis", "vat"),
    *("price_per_person_pence", "group_min", "group_max", "sectors", "delivery", "areas"),
    *("languages", "competencies", "claimed", "backed", "assessed", "headline", "caution"),
    *("reviewed_by", "runs", "next_start", "next_end", "next_place", "next_area"),
    *("next_online", "next_open", "next_places_left"),
)
"""The columns of the table; a column that is there keeps its name and meaning."""

_TAGS: Final = {
    "sectors": "sector",
    "delivery": "delivery",
    "areas": "area",
    "languages": "language",
}
Address = Callable[[str], str]
"""Gives the whole address of a pathway's page."""


def plain_open(
    offer: OpenOffer, editions: Mapping[str, Edition], address: Address
) -> dict[str, Any]:
    """Return a pathway of the directory as JSON values, see docs/directory-json.md."""
    row, edition = offer.row, editions[offer.row.edition_code]
    where = address(row.pathway_id)
    return {
        "id": row.pathway_id,
        "address": where,
        "coverage": f"{where}/coverage.json",
        "title": row.title,
        "provider": {"id": row.organisation_id, "name": row.provider},
        "edition": row.edition_code,
        "version": row.version,
        "digest": row.digest,
        "published_at": row.published_at.isoformat(),
        "level": row.level,
        "level_name": edition.by_level[row.level].name,
        "entry_level": row.entry_level,
        "minutes": row.minutes or None,
        "price_pence": row.price_pence,
        "price_basis": row.price_basis or None,
        "vat": row.vat or None,
        "price_per_person_pence": row.price_per_person,
        "group_min": row.group_min or None,
        "group_max": row.group_max or None,
        **{name: list(offer.tags.get(kind, ())) for name, kind in _TAGS.items()},
        **_counts(offer),
        "headline": _headline(offer, edition),
        "cautions": [{"kind": one.kind.value, "text": one.text} for one in offer.cautions],
        "reviews": [
            {
                "outcome": one.outcome.value,
                "commissioner": one.commissioner,
                "by": one.by,
                "standard": one.standard,
                "at": one.at.isoformat(),
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            }
            for one in offer.reviews
        ],
        "runs": [_run(run) for run in offer.runs],
    }


def plain_page(
    page: OpenPage,
    editions: Mapping[str, Edition],
    address: Address,
    following: Callable[[int], str],
) -> dict[str, Any]:
    """Return a page of the directory as JSON values; `next` is the address of the next one."""
    return {
        "total": page.total,
        "count": len(page.offers),
        "next": following(page.after) if page.after else None,
        "pathways": [plain_open(offer, editions, address) for offer in page.offers],
    }


def list_open(
    page: OpenPage, editions: Mapping[str, Edition], address: Address
) -> Iterator[tuple[str, ...]]:
    """Give a row for each pathway, in the order of the columns; what is not stated is empty."""
    for offer in page.offers:
        plain = plain_open(offer, editions, address)
        dated = [run for run in plain["runs"] if run["starts_on"]]
        run = next(iter(dated), None) or {}
        flat: dict[str, Any] = {
            **plain,
            "provider": plain["provider"]["name"],
            **{name: "; ".join(plain[name]) for name in _TAGS},
            "caution": next((one["text"] for one in plain["cautions"]), ""),
            "reviewed_by": "; ".join(
                dict.fromkeys(one["commissioner"] for one in plain["reviews"])
            ),
            "runs": len(plain["runs"]),
            "next_start": run.get("starts_on"),
            "next_end": run.get("ends_on"),
            "next_place": run.get("place"),
            "next_area": run.get("area"),
            "next_online": run.get("is_online"),
            "next_open": run.get("is_open"),
            "next_places_left": run.get("places_left"),
        }
        yield tuple(_cell(flat[name]) for name in OPEN_COLUMNS)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _counts(offer: OpenOffer) -> dict[str, int]:
    return {
        "competencies": sum(line.total for line in offer.lines),
        "claimed": sum(line.reached for line in offer.lines),
        "backed": sum(line.backed for line in offer.lines),
        "assessed": sum(line.assessed for line in offer.lines),
    }


def _headline(offer: OpenOffer, edition: Edition) -> str:
    row = offer.row
    return headline_of(
        edition, row.level, offer.lines, FRAMEWORK_MINIMUM, entry_level=row.entry_level
    )


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "by_agreement": not run.is_dated,
        "starts_on": run.starts_on.isoformat() if run.starts_on else None,
        "ends_on": run.ends_on.isoformat() if run.ends_on else None,
        "place": run.place or None,
        "area": run.area or None,
        "is_online": run.is_online,
        "is_open": run.is_open,
        "places_left": run.places_left,
        "price_pence": run.price_pence,
        "note": run.note or None,
    }
