"""What a pathway holds, as one immutable value.

The same value is edited in the builder, frozen by a version, judged by the
coverage rules and written into the workbook. Its canonical JSON gives the
digest by which two copies are known to be the same.
"""

import hashlib
import json
import unicodedata
from collections import abc
from dataclasses import asdict, dataclass, field, fields
from operator import itemgetter
from typing import Any, Self, TypeVar

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.fields import (
    ASSURANCE_FIELDS,
    DETAIL_FIELDS,
    MODULE_FIELDS,
    Field,
    Head,
    ModuleTexts,
)
from pathways.domain.pathway.fields import Assurance as Assurance
from pathways.domain.pathway.fields import Details as Details
from pathways.domain.pathway.fields import Outcome as Outcome
from pathways.domain.pathway.notes import Notes, compare_notes, note_key
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import CoverageReport, ModuleReach, check_coverage
from pathways.domain.rule.proportion import DEFAULTS, Thresholds
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard, find_standard
from pathways.domain.rule.stated import COUNTED, Stated, Subject

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One module treats one competency: how far, for which outcomes, on what evidence."""

    code: str
    treatment: Treatment
    evidence: str = ""
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module(ModuleTexts):
    """A taught unit of a pathway, with at most one mapping per competency."""

    outcomes: tuple[Outcome, ...] = ()
    mappings: tuple[Mapping, ...] = ()

    def mapping(self, code: str) -> Mapping | None:
        """Return how this module treats a competency, or None."""
        for mapping in self.mappings:
            if mapping.code == code:
                return mapping
        return None


@dataclass(frozen=True, slots=True)
class PathwayContent(Head):
    """Everything that a version freezes. Modules stand in teaching order."""

    details: Details = field(default_factory=Details)
    assurance: Assurance = field(default_factory=Assurance)
    modules: tuple[Module, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes of all modules together."""
        return sum(module.minutes for module in self.modules)

    def chosen_standard(self) -> Standard:
        """Return the provider's standard; the framework minimum for one not known here."""
        return find_standard(self.standard) or FRAMEWORK_MINIMUM

    def to_plain(self) -> dict[str, Any]:
        """Return the content as JSON values."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), ensure_ascii=False))
        return plain

    @classmethod
    def from_plain(cls, plain: abc.Mapping[str, Any]) -> Self:
        """Build content from `to_plain`; missing parts are empty.

        KeyError without edition, title or target level; ValueError for an unknown
        treatment or a competency that one module maps twice.
        """
        return cls(
            edition=plain["edition"],
            title=plain["title"],
            target_level=plain["target_level"],
            entry_level=plain.get("entry_level"),
            standard=plain.get("standard", FRAMEWORK_MINIMUM.key),
            details=frozen(Details, plain.get("details", {})),
            assurance=frozen(Assurance, plain.get("assurance", {})),
            modules=tuple(_module(item) for item in plain.get("modules", ())),
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal.

        A module's mappings, and the outcomes of one mapping, are sets: the order
        in which they are held or read back changes nothing. Nor does a field that came later
        than other versions, while it is empty.
        """
        plain = self.to_plain()
        drop_later(plain["details"], DETAIL_FIELDS)
        drop_later(plain["assurance"], ASSURANCE_FIELDS)
        for module in plain["modules"]:
            drop_later(module, MODULE_FIELDS)
            for mapping in module["mappings"]:
                mapping["outcomes"].sort()
            module["mappings"].sort(key=itemgetter("code"))
        canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def drop_later(part: dict[str, Any], asked: tuple[Field, ...]) -> None:
    """Leave out what came later than other versions and holds nothing."""
    for item in asked:
        if item.is_later and not part[item.name]:
            del part[item.name]


def frozen(cls: type[_Value], plain: abc.Mapping[str, Any]) -> _Value:
    """Build a value of `cls` from JSON, lists as tuples."""
    known = {item.name for item in fields(cls)}  # type: ignore[arg-type]  # cls is a dataclass
    values = {key: _tupled(value) for key, value in plain.items() if key in known}
    return cls(**values)


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value


def _module(plain: abc.Mapping[str, Any]) -> Module:
    outcomes = tuple(Outcome(item["id"], item["text"]) for item in plain.get("outcomes", ()))
    mappings = tuple(
        Mapping(
            item["code"],
            Treatment(item["treatment"]),
            item.get("evidence", ""),
            tuple(item.get("outcomes", ())),
        )
        for item in plain.get("mappings", ())
    )
    if len({mapping.code for mapping in mappings}) < len(mappings):
        raise ValueError(f"module {plain.get('title', '')!r} maps a competency twice")
    texts = {item.name: plain[item.name] for item in MODULE_FIELDS if item.name in plain}
    return Module(
        id=plain.get("id", ""), **{"title": "", **texts}, outcomes=outcomes, mappings=mappings
    )


def reach_of(edition: Edition, module: Module) -> ModuleReach:
    """Return the bit sets of one module. Codes unknown to the edition count for nothing."""
    masks = dict.fromkeys(Treatment, 0)
    for mapping in module.mappings:
        competency = edition.by_code.get(mapping.code)
        if competency is not None:
            masks[mapping.treatment] |= competency.mask
    return ModuleReach(
        module.minutes,
        masks[Treatment.INTRODUCED],
        masks[Treatment.DEVELOPED],
        masks[Treatment.ASSESSED],
        has_assessment=is_said(module.assessment),
    )


def is_said(text: str) -> bool:
    """Whether a text says anything; blanks and signs that nobody sees do not."""
    return any(not one.isspace() and unicodedata.category(one) != "Cf" for one in text)


def compare_content_notes(
    content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> tuple[tuple[abc.Mapping[str, str], ...], Notes]:
    """Return the key of each module's notes by competency, and what is known of all of them."""
    keys = tuple(
        {mapping.code: note_key(mapping.evidence, thresholds) for mapping in module.mappings}
        for module in content.modules
    )
    return keys, compare_notes(keys, thresholds)


def reaches_of(
    edition: Edition, content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> tuple[ModuleReach, ...]:
    """Return the bit sets of every module, with those that have a note of their own."""
    keys, notes = compare_content_notes(content, thresholds)
    return tuple(
        reach_of(edition, module).noting(mask_noted(edition, here, notes))
        for module, here in zip(content.modules, keys, strict=True)
    )


def mask_noted(edition: Edition, keys: abc.Mapping[str, str], notes: Notes) -> int:
    """Return the bit set of the competencies whose note, by its key, is one of its own."""
    return edition.mask(
        code for code, key in keys.items() if key in notes.own and code in edition.by_code
    )


def judge(
    edition: Edition,
    content: PathwayContent,
    standard: Standard | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> CoverageReport:
    """Judge a pathway's content, by the provider's own standard unless another is given."""
    standard = standard or content.chosen_standard()
    # Notes are compared only where something is asked of what is behind the claims.
    modules = (
        reaches_of(edition, content, thresholds)
        if standard.depth
        else tuple(reach_of(edition, module) for module in content.modules)
    )
    return check_coverage(
        edition,
        content.target_level,
        modules,
        standard,
        content.entry_level,
        thresholds,
        state(edition, content),
    )


def state(edition: Edition, content: PathwayContent) -> Stated:
    """Return what a pathway states of what a standard may ask to be stated."""
    details, assurance = content.details, content.assurance
    texts = {
        subject: getattr(details if hasattr(details, subject) else assurance, subject)
        for subject in Subject
        if subject not in COUNTED
    }
    # A price of 0 is stated: it is free.
    said = {
        subject
        for subject, value in texts.items()
        if (is_said(value) if isinstance(value, str) else value is not None)
    }
    return Stated(
        said=frozenset(said),
        group=details.group_max,
        refresher=details.refresher_months,
        principles=sum(is_said(assurance.principle(one.code)) for one in edition.principles),
        of_principles=len(edition.principles),
    )
