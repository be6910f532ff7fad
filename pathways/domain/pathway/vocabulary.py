"""The words that are offered for what a buyer asks first: sectors, delivery, prices."""

from collections.abc import Iterable
from typing import Final

BLENDED: Final = "Blended"
DELIVERY: Final = ("In person", "Live online", "Self-paced online", BLENDED, "On the job")
_COURSE_MODES: Final = {
    "In person": "onsite",
    "Live online": "online",
    "Self-paced online": "online",
    BLENDED: "blended",
    "On the job": "onsite",
}
ANY_SECTOR: Final = "Any sector"
SECTORS: Final = (
    "Health",
    "Mental health",
    "Drugs and alcohol",
    "Social care",
    "Education",
    "Further education",
    "Early years",
    "Housing and homelessness",
    "Police and justice",
    "Prison and probation",
    "Youth work",
    "Voluntary and community",
    "Faith",
    "Emergency services",
    "Fire and rescue",
    "Local government",
    ANY_SECTOR,
)
"""Those that the framework names, and those that providers and buyers name beside them."""
PRICE_BASES: Final = {"": "Not stated", "person": "Per person", "group": "Per group"}
VAT: Final = {
    "": "Not stated",
    "included": "VAT included",
    "added": "VAT is added",
    "exempt": "No VAT",
}


def mode_of(ways: Iterable[str]) -> str:
    """Return how a course is given as schema.org calls it: more than one way is blended.

    Empty where no way is known here.
    """
    modes = {_COURSE_MODES[way] for way in ways if way in _COURSE_MODES}
    return "blended" if len(modes) > 1 else next(iter(modes), "")
