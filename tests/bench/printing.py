"""What a benchmark prints: a heading, then a line for each thing with its figure and its goal."""


def heading(text: str) -> None:
    """Print what the lines below are about."""
    print(f"\n{text}", flush=True)


def line(name: str, found: str, goal: str = "") -> None:
    """Print one figure, with the goal beside it where there is one."""
    print(f"  {name:<56} {found}" + (f"   [{goal}]" if goal else ""), flush=True)


def micro(seconds: float) -> str:
    """Return a time in microseconds, or in milliseconds from a hundredth of a second up."""
    return f"{seconds * 1e3:.1f} ms" if seconds >= 0.01 else f"{seconds * 1e6:,.0f} us"
