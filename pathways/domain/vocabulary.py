"""The words that are offered for what a buyer asks first: sectors, delivery, prices."""

from typing import Final

DELIVERY: Final = ("In person", "Live online", "Self-paced online", "Blended", "On the job")
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
