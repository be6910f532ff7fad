"""An offer in the words of schema.org, for search engines and other programs.

Only what is stated is said, and nothing is said twice in two ways: what is not known is left out.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pathways.directory.queries import PublishedView
from pathways.domain.framework.edition import Competency
from pathways.domain.pathway.facts import group_words, priced_as
from pathways.domain.pathway.fields import Details
from pathways.domain.pathway.languages import sort_languages
from pathways.domain.pathway.run import Run
from pathways.domain.pathway.vocabulary import mode_of
from pathways.domain.rule.proportion import ASSESSED, DEVELOPED
from pathways.domain.words import duration, plural

_LINK: Final = re.compile(r"https://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_MAIL: Final = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[A-Za-z]{2,}")
_EVENT: Final = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Whole addresses that an offer's description names."""

    offer: str
    framework: str
    competency: Callable[[str], str]


def describe_course(view: PublishedView, addresses: Addresses) -> dict[str, Any]:
    """Return a published version as a schema.org Course, of JSON values."""
    content, details = view.content, view.content.details
    languages = sort_languages(details.languages)
    access = [content.assurance.accessibility, *(f"{words}." for words in languages.helps)]
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "Course",
            "@id": addresses.offer,
            "url": addresses.offer,
            "name": content.title,
            "description": summary_of(view),
            "provider": _provider(view.provider, details),
            "version": str(view.number),
            "datePublished": view.published_at.date().isoformat(),
            "educationalLevel": {
                "@type": "DefinedTerm",
                "name": view.level.name,
                "termCode": str(view.level.number),
                "inDefinedTermSet": addresses.framework,
            },
            "coursePrerequisites": f"Level {view.entry.number}, {view.entry.name}"
            if view.entry
            else "",
            "timeRequired": _time(view.minutes),
            "inLanguage": [
                *languages.tags,
                *({"@type": "Language", "name": name} for name in languages.unnamed),
            ],
            "audience": _audiences(details),
            "educationalCredentialAwarded": details.accreditation,
            "isAccessibleForFree": None
            if details.price_pence is None
            else details.price_pence == 0,
            "accessibilitySummary": " ".join(part for part in access if part),
            "teaches": _terms(view, DEVELOPED, addresses),
            "assesses": _terms(view, ASSESSED, addresses),
            "offers": _offer(details, addresses.offer),
            "syllabusSections": [
                _said(
                    {
                        "@type": "Syllabus",
                        "name": module.title,
                        "description": module.description,
                        "timeRequired": _time(module.minutes),
                    }
                )
                for module in content.modules
            ],
            "hasCourseInstance": [_instance(view, run, addresses.offer) for run in view.runs],
        }
    )


def describe_list(items: Iterable[tuple[str, str]], first: int, total: int) -> dict[str, Any]:
    """Return a page of the directory as an ItemList: name and address of each, from a place on."""
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "numberOfItems": total,
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "url": address}
            for place, (name, address) in enumerate(items, start=first)
        ],
    }


def summary_of(view: PublishedView) -> str:
    """Return what a provider says of the whole, or else what it plainly is, without a verdict."""
    summary = view.content.details.summary
    if summary:
        return summary
    modules = plural(len(view.content.modules), "module")
    long = f", {duration(view.minutes)}" if view.minutes else ""
    return (
        f"A learning pathway of {view.provider} that leads to level {view.level.number}, "
        f"{view.level.name}: {modules}{long}."
    )


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _time(minutes: int) -> str:
    return f"PT{minutes}M" if minutes else ""


def _provider(name: str, details: Details) -> dict[str, Any]:
    link, mail = _LINK.search(details.contact), _MAIL.search(details.contact)
    return _said(
        {
            "@type": "Organization",
            "name": name,
            "url": link[0] if link else "",
            "email": mail[0] if mail else "",
        }
    )


def _audiences(details: Details) -> list[dict[str, str]]:
    said = [details.audience, *details.sectors]
    return [{"@type": "Audience", "audienceType": words} for words in said if words]


def _terms(view: PublishedView, treatment: int, addresses: Addresses) -> list[dict[str, str]]:
    """Return what is backed at least so far, wherever it counts or stands above the level."""
    members: Sequence[Competency] = view.edition.members(
        view.measured.proportion.backing[treatment]
    )
    return [
        {
            "@type": "DefinedTerm",
            "termCode": item.code,
            "name": item.label,
            "url": addresses.competency(item.code),
            "inDefinedTermSet": addresses.framework,
        }
        for item in members
    ]


def _offer(details: Details, address: str) -> dict[str, Any]:
    pence = details.price_pence
    if pence is None:
        return {}
    group = group_words(details)
    unit = {"person": "person", "group": f"group ({group})" if group else "group"}
    said = unit.get(details.price_basis, "")
    price = f"{pence // 100}.{pence % 100:02}"
    plain: dict[str, Any] = {
        "@type": "Offer",
        "url": address,
        "category": "Paid" if pence else "Free",
        "priceSpecification": _said(
            {
                "@type": "UnitPriceSpecification",
                "price": price,
                "priceCurrency": "GBP",
                "unitText": said,
                "referenceQuantity": _said(
                    {"@type": "QuantitativeValue", "value": 1, "unitText": said}
                )
                if said
                else {},
                "valueAddedTaxIncluded": {"included": True, "exempt": True, "added": False}.get(
                    details.vat
                )
                if pence
                else None,
            }
        ),
        "eligibleQuantity": _people(details),
    }
    if details.price_basis == "person" or not pence:
        # A price of a whole group would be read as what each learner pays.
        plain |= {"price": price, "priceCurrency": "GBP"}
    return _said(plain)


def _people(details: Details) -> dict[str, Any]:
    sizes = {"minValue": details.group_min or None, "maxValue": details.group_max or None}
    if not any(sizes.values()):
        return {}
    return _said({"@type": "QuantitativeValue", **sizes, "unitText": "people"})


def _instance(view: PublishedView, run: Run, address: str) -> dict[str, Any]:
    details = view.content.details
    places: list[dict[str, Any]] = []
    if run.area or run.place:
        where = {"@type": "PostalAddress", "addressLocality": run.area} if run.area else {}
        name = run.place or run.area
        places.append(_said({"@type": "Place", "name": name, "address": where}))
    if run.is_online:
        places.append({"@type": "VirtualLocation", "url": address})
    return _said(
        {
            "@type": "CourseInstance",
            "@id": f"{address}#run-{run.id}",
            "name": view.content.title,
            "description": ". ".join(part for part in (run.when, run.whom, run.note) if part),
            "startDate": run.starts_on.isoformat() if run.starts_on else "",
            "endDate": run.ends_on.isoformat() if run.ends_on else "",
            "courseMode": _mode(run, details),
            "eventAttendanceMode": _EVENT + _attendance(run),
            "courseWorkload": _time(view.minutes),
            "location": places[0] if len(places) == 1 else places,
            "remainingAttendeeCapacity": run.places_left,
            "offers": _offer(priced_as(run, details), address),
        }
    )


def _mode(run: Run, details: Details) -> str:
    if mode_of(details.delivery) == "blended" or (run.is_online and run.area):
        return "blended"
    return "online" if run.is_online else "onsite"


def _attendance(run: Run) -> str:
    if run.is_online:
        return "MixedEventAttendanceMode" if run.area else "OnlineEventAttendanceMode"
    return "OfflineEventAttendanceMode"
