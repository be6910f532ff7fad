"""What a buyer pays, counted a second time by the rules in words, without the product's code."""

from decimal import ROUND_HALF_UP, Decimal

from pathways.domain.need.costs import Cost, Price

NOT_KNOWN = (None, None, None, None)


def plain_places(price: Price, people: int) -> tuple[int | None, int]:
    """Put people into runs one by one; return the runs, and the places paid for."""
    smallest, largest = price.group_min, price.group_max
    if largest and smallest > largest:
        smallest = 0
    if not largest:
        return (0 if people == 0 else None), (max(people, smallest) if people else 0)
    rooms: list[int] = []
    waiting = people
    while waiting:
        rooms.append(min(largest, waiting))
        waiting -= rooms[-1]
    # Whoever is short in one run may come from another; empty places are paid for.
    places = people
    while places < smallest * len(rooms):
        places += 1
    return len(rooms), places


def plain_cost(price: Price, people: int, percent: int, is_reclaimed: bool) -> Cost:
    """The rules in words, with decimal numbers and a table of who pays what."""
    runs, billed = plain_places(price, people)
    counted = {"person": billed, "group": runs}.get(price.basis)
    if people == 0 or price.pence == 0:
        return Cost(0, 0, 0, 0, runs, billed)
    if price.pence is None or counted is None:
        return Cost(*NOT_KNOWN, runs, billed)
    whole = Decimal(price.pence * counted)
    rate = Decimal(percent) / 100
    without, on_top, net = (
        int(amount.quantize(Decimal(1), ROUND_HALF_UP))
        for amount in (whole / (1 + rate), whole * (1 + rate), whole)
    )
    first, last = {
        "added": (net, on_top),
        "included": (without, net),
        "exempt": (net, net),
        "": (net, on_top),
    }[price.vat]
    pays = first if is_reclaimed else last
    if price.vat == "":
        return Cost(None, None, None, pays, runs, billed)
    return Cost(first, last - first, pays, pays, runs, billed)
