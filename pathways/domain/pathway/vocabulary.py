"""The words that are offered for what a buyer asks first: sectors, delivery, prices."""

from typing import Final

DELIVERY: Final = ("In person", "Live online", "Self-paced online", "Blended", "On the job")
_COURSE_MODES: Final = {
    "In person": "onsite",
    "Live online": "online",
    "Self-paced online": "online",
    "Blended": "blended",
    "On the job": "onsite",
}
SECTORS: Final = (
    "Health",
    "Mental health",
    "Social care",
    "Education",
    "Early years",
    "Housing and homelessness",
    "Police and justice",
    "Youth work",
    "Voluntary and community",
    "Fire and rescue",
    "Local government",
    "Any sector",
)
PRICE_BASES: Final = {"": "Not stated", "person": "Per person", "group": "Per group"}
VAT: Final = {
    "": "Not stated",
    "included": "VAT included",
    "added": "VAT is added",
    "exempt": "No VAT",
}


def course_mode(delivery: str) -> str:
    """Return a way of delivery as schema.org calls it; one of a provider's own stays as it is."""
    return _COURSE_MODES.get(delivery, delivery)
