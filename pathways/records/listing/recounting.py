"""Does what is kept of listed versions agree with a recount? For `doctor`, and to start from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.framework import EditionRow
from pathways.records.editions import get_edition
from pathways.records.listing.keeping import (
    FACET,
    OFFER,
    TAG,
    TALLY,
    find_kept,
    keep_missing,
    lock_counts,
    read_kept,
)
from pathways.records.listing.listed import (
    KeptOffer,
    add_backed,
    add_treated,
    facets_of,
    list_counted,
)
from pathways.records.listing.members import MEMBERS, read_all_members
from pathways.records.listing.search import (
    finds_what_it_holds,
    forget_all,
    is_indexed,
    read_numbers,
)


def find_offer_faults(session: Session) -> Iterator[str]:
    """Count every listed version anew, and say in sentences what is kept otherwise."""
    facets: Counter[tuple[str, str]] = Counter()
    public: Counter[tuple[str, str]] = Counter()
    treated: dict[str, list[int]] = {}
    backed: dict[str, list[int]] = {}
    offers: Counter[str] = Counter()
    members: Counter[tuple[str, str]] = Counter()
    known: set[int] = set()
    for counted in list_counted(session):
        pathway_id = counted.values["pathway_id"]
        edition = get_edition(session, counted.edition_code)
        offers[counted.edition_code] += 1
        for facet in facets_of(edition, counted):
            facets[facet] += 1
            public[facet] += counted.values["is_public"]
        add_treated(treated.setdefault(counted.edition_code, []), counted, 1)
        add_backed(backed.setdefault(counted.edition_code, []), counted, 1)
        row = find_kept(session, pathway_id)
        if row is None:
            yield f"Pathway {pathway_id} is published, and the directory does not list it."
            continue
        known.add(row["number"])
        for facet in facets_of(edition, counted):
            members[facet] += 1 << row["number"]
        if wrong := _differences(read_kept(session, row), counted):
            yield f"Pathway {pathway_id}: the directory's summary differs ({', '.join(wrong)})."
        if counted.text is not None and not is_indexed(session, row["number"], counted.text):
            yield f"Pathway {pathway_id}: the directory's search does not hold its text."
    yield from _strays(session, known)
    yield from _wrong_counts(session, facets, public)
    yield from _wrong_members(session, members)
    yield from _wrong_tallies(session, offers, treated, backed)


def rebuild_offers(session: Session) -> int:
    """Throw away what is kept and keep it anew; return how many versions are listed."""
    # Whoever publishes meanwhile waits for the tallies: they are emptied, never taken away.
    lock_counts(session)
    session.execute(sa.update(TALLY).values(offers=0, counts=[], backed=[]))
    for table in (FACET, MEMBERS):
        session.execute(sa.delete(table))
    forget_all(session)
    for table in (TAG, OFFER):
        session.execute(sa.delete(table))
    return keep_missing(session)


def _differences(kept: KeptOffer, counted: KeptOffer) -> list[str]:
    wrong = [key for key, value in counted.values.items() if kept.values[key] != value]
    return wrong + (["tags"] if kept.tags != counted.tags else [])


def _wrong_tallies(
    session: Session,
    offers: Counter[str],
    treated: Mapping[str, list[int]],
    backed: Mapping[str, list[int]],
) -> Iterator[str]:
    tallies = {tally.edition_code: tally for tally in session.execute(sa.select(TALLY))}
    for code in session.scalars(sa.select(EditionRow.code).order_by(EditionRow.code)).all():
        tally = tallies.get(code)
        if tally is None:
            yield f"Edition {code}: the regional picture is not there."
        elif not (
            tally.offers == offers[code]
            and _is_same(tally.counts, treated.get(code, []))
            and _is_same(tally.backed, backed.get(code, []))
        ):
            yield f"Edition {code}: the regional picture differs from a recount."


def _is_same(kept: list[int], counted: list[int]) -> bool:
    """Whether two tallies say the same; what nobody treats may stand as 0 or not at all."""
    return all(one == other for one, other in zip_longest(kept, counted, fillvalue=0))


def _wrong_members(session: Session, counted: Mapping[tuple[str, str], int]) -> Iterator[str]:
    kept = read_all_members(session)
    for kind, value in sorted(kept.keys() | counted.keys()):
        if kept.get((kind, value)) != counted.get((kind, value)):
            yield f"The directory's set of offers with {kind} {value} differs from a recount."


def _strays(session: Session, known: set[int]) -> Iterator[str]:
    for row in session.execute(sa.select(OFFER.c.number, OFFER.c.pathway_id)):
        if row.number not in known:
            yield f"Pathway {row.pathway_id} is listed in the directory, and is not published."
    if read_numbers(session) - known:
        yield "The directory's search holds texts of pathways that are not published."
    if not finds_what_it_holds(session):
        yield "The directory's search does not find what its texts hold."


def _wrong_counts(
    session: Session, facets: Counter[tuple[str, str]], public: Counter[tuple[str, str]]
) -> Iterator[str]:
    kept = {
        (row.kind, row.value): (row.offers, row.public_offers)
        for row in session.execute(sa.select(FACET))
        if row.offers or row.public_offers
    }
    counted = {key: (count, public[key]) for key, count in facets.items()}
    for kind, value in sorted(kept.keys() | counted.keys()):
        if kept.get((kind, value)) != counted.get((kind, value)):
            yield f"The directory's count of {kind} {value} differs from a recount."
