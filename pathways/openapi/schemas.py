"""What stands in the JSON that programs read, as JSON Schema.

Tests hold real answers against these with nothing more allowed, so that a field that came or went
is noticed. Programs are told that fields may come: none of these shuts them out.
"""

from collections.abc import Mapping
from typing import Any, Final

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
_WHOLE: Final[Schema] = {"type": "integer"}
_WHOLE_OR_NULL: Final[Schema] = {"type": ["integer", "null"]}
_TRUTH: Final[Schema] = {"type": "boolean"}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_DAY_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "date"}
_ADDRESS: Final[Schema] = {"type": "string", "format": "uri"}
_DIGEST: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ID: Final[Schema] = {"type": "string", "pattern": "^[a-km-z2-9]{16}$"}
_CODE: Final[Schema] = {"type": "string", "pattern": "^L[0-9]-[A-Z]{2}-[A-Z]?[0-9]+$"}


def _each(inner: Schema) -> Schema:
    return {"type": "array", "items": inner}


def _object(fields: Mapping[str, Schema], words: str = "") -> Schema:
    """Return an object of which every field is there."""
    made: Schema = {"type": "object", "properties": dict(fields), "required": list(fields)}
    return {**made, "description": words} if words else made


def _or_null(inner: Schema) -> Schema:
    return {"anyOf": [inner, {"type": "null"}]}


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_COUNTED: Final = {"reached": _WHOLE, "total": _WHOLE}
_LEVEL: Final = _object({"number": _WHOLE, "name": _TEXT})
_CAUTION: Final = _object(
    {"kind": _TEXT, "text": _TEXT, "module": _WHOLE_OR_NULL, "codes": _each(_CODE)}
)
_BEHIND: Final = {
    "minutes": _WHOLE,
    "claimed": _WHOLE,
    "time_for": _WHOLE,
    "noted": _WHOLE,
    "assessed": _WHOLE,
    "backed": _WHOLE,
    "per_hour": {"type": ["number", "null"]},
    "cautions": _each(_named("Caution")),
}
_DEMAND: Final = {"kind": _TEXT, "met": _TRUTH, "reason": _TEXT}
_REPORT: Final = {
    "edition": _object({"code": _TEXT, "title": _TEXT}),
    "standard": _object(
        {
            "key": _TEXT,
            "name": _TEXT,
            "asks": _each(_TEXT),
            "questions": _each(
                _object({"id": _TEXT, "words": _TEXT, "kind": _TEXT, "is_required": _TRUTH})
            ),
        }
    ),
    "target_level": _LEVEL,
    "entry_level": _or_null(_LEVEL),
    "met": _TRUTH,
    "headline": _TEXT,
    **_COUNTED,
    "lines": _each(_named("Line")),
    "depth": _each(_object({**_DEMAND, "need": _WHOLE, "have": _WHOLE})),
    "stated": _each(_object({**_DEMAND, "need": _WHOLE_OR_NULL, "have": {}})),
    "progression": _each(
        _object(
            {
                "level": _WHOLE,
                "name": _TEXT,
                "met": _TRUTH,
                "by_entry": _TRUTH,
                "represented": _WHOLE,
                "lines": _WHOLE,
            }
        )
    ),
    "above": _each(_CODE),
    "observations": _each(_named("Caution")),
    "proportion": _named("Proportion"),
}
_LINE: Final = _object(
    {
        "key": _TEXT,
        "name": _TEXT,
        "met": _TRUTH,
        "by_entry": _TRUTH,
        "status": _TEXT,
        **_COUNTED,
        "strands": _each(_object({"strand": _TEXT, "name": _TEXT, **_COUNTED})),
        "levels": _each(_object({"level": _WHOLE, **_COUNTED})),
        "introduced": _WHOLE,
        "developed": _WHOLE,
        "assessed": _WHOLE,
        "minutes": _WHOLE,
        "reached_codes": _each(_CODE),
        "reasons": _each(_TEXT),
        "unmet": _each(
            _object(
                {
                    "kind": _TEXT,
                    "strand": _TEXT_OR_NULL,
                    "have": _WHOLE,
                    "need": _WHOLE,
                    "missing": _WHOLE,
                    "reason": _TEXT,
                    "mending": _each(_CODE),
                }
            )
        ),
    },
    "A theme at the target level, or the specialist features.",
)
_RUN: Final = _object(
    {
        "id": _ID,
        "by_agreement": _TRUTH,
        "starts_on": _DAY_OR_NULL,
        "ends_on": _DAY_OR_NULL,
        "place": _TEXT_OR_NULL,
        "area": _TEXT_OR_NULL,
        "is_online": _TRUTH,
        "is_open": _TRUTH,
        "places_left": _WHOLE_OR_NULL,
        "price_pence": _WHOLE_OR_NULL,
        "note": _TEXT_OR_NULL,
    }
)
_LISTED: Final = _object(
    {
        "id": _ID,
        "address": _ADDRESS,
        "coverage": _ADDRESS,
        "title": _TEXT,
        "provider": _object({"id": _ID, "name": _TEXT}),
        "edition": _TEXT,
        "version": _WHOLE,
        "digest": _DIGEST,
        "published_at": _MOMENT,
        "level": _WHOLE,
        "level_name": _TEXT,
        "entry_level": _WHOLE_OR_NULL,
        "minutes": _WHOLE_OR_NULL,
        "price_pence": _WHOLE_OR_NULL,
        "price_basis": _TEXT_OR_NULL,
        "vat": _TEXT_OR_NULL,
        "price_per_person_pence": _WHOLE_OR_NULL,
        "group_min": _WHOLE_OR_NULL,
        "group_max": _WHOLE_OR_NULL,
        "sectors": _each(_TEXT),
        "delivery": _each(_TEXT),
        "areas": _each(_TEXT),
        "languages": _each(_TEXT),
        "competencies": _WHOLE,
        "claimed": _WHOLE,
        "backed": _WHOLE,
        "assessed": _WHOLE,
        "headline": _TEXT,
        "cautions": _each(_object({"kind": _TEXT, "text": _TEXT})),
        "reviews": _each(
            _object(
                {
                    "outcome": _TEXT,
                    "commissioner": _TEXT,
                    "by": _TEXT,
                    "standard": _TEXT,
                    "at": _MOMENT,
                    "ends_on": _DAY_OR_NULL,
                }
            )
        ),
        "runs": _each(_RUN),
    },
    "A published pathway; field by field in docs/directory-json.md.",
)
_STEP: Final = _object(
    {
        "step": _TEXT,
        "at": _MOMENT,
        "person": _TEXT,
        "organisation": _TEXT,
        "action": _TEXT,
        "summary": _TEXT,
        "rows": _each(
            _object(
                {
                    "row": _TEXT,
                    "before": _TEXT,
                    "after": _TEXT,
                    "reviewer": _TEXT,
                    "date": _TEXT,
                    "comment": _TEXT,
                }
            )
        ),
    }
)
SCHEMAS: Final[dict[str, Schema]] = {
    "Error": _object({"error": _TEXT}, "What is wrong, in words."),
    "Caution": _CAUTION,
    "Proportion": _object(
        {**_BEHIND, "modules": _each(_object({"number": _WHOLE, **_BEHIND})), "sentence": _TEXT},
        "What is behind the claims.",
    ),
    "Line": _LINE,
    "Coverage": _object(
        {"pathway": _object({"id": _ID, "title": _TEXT, "changed_at": _MOMENT}), **_REPORT},
        "What a pathway covers; field by field in docs/coverage-json.md.",
    ),
    "PublishedCoverage": _object(
        {
            "pathway": _object({"id": _ID, "title": _TEXT, "address": _ADDRESS}),
            "version": _WHOLE,
            "digest": _DIGEST,
            "provider": _TEXT,
            "published_at": _MOMENT,
            **_REPORT,
        },
        "What a published version covers.",
    ),
    "Listed": _LISTED,
    "Directory": _object(
        {
            "total": _WHOLE,
            "count": _WHOLE,
            "next": {"type": ["string", "null"], "format": "uri"},
            "pathways": _each(_named("Listed")),
        },
        "Some of the directory; `next` is the address of more.",
    ),
    "Trail": _object(
        {
            "submission": _ID,
            "pathway": _TEXT,
            "version": _WHOLE,
            "digest": _DIGEST,
            "provider": _TEXT,
            "commissioner": _TEXT,
            "standard": _TEXT,
            "state": _TEXT,
            "proportion": _named("Proportion"),
            "steps": _each(_STEP),
        },
        "Everything that was done with a submission, as far as the reader may know.",
    ),
}
"""Every schema, by the name under which answers refer to it."""
