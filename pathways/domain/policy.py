"""Who may do what, as one pure function, and in words why somebody may not.

Things of an organisation are also loaded only through the actor, so that
another organisation's thing is not found rather than forbidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pathways.domain.worded import Worded
from pathways.domain.words import listed


class Action(Enum):
    """What a route needs."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    MEMBER = "member of an organisation"
    BRING_FILES = "have a file read, as a member of an organisation that was let in"
    SEE_PATHWAYS = "see the organisation's pathways"
    CHANGE_PATHWAYS = "change the organisation's pathways"
    SEE_ENQUIRIES = "see what the organisation was asked, and what it asked others"
    ANSWER_ENQUIRIES = "answer what the organisation was asked"
    OWN_PATHWAYS = "submit, publish, archive for good"
    SEE_SUBMISSIONS = "see submissions that the organisation sent or received"
    SEE_STANDARDS = "see the organisation's own standards"
    SEE_REGION = "see what all published pathways together treat"
    SEE_BRIEFS = "see the organisation's briefs, and those shown to providers"
    WRITE_BRIEFS = "write the organisation's briefs"
    SEE_STAFF = "see the organisation's staff list"
    CHANGE_STAFF = "change the organisation's staff list"
    REVIEW = "review submissions sent to the organisation"
    DECIDE = "decide on submissions sent to the organisation"
    MANAGE_PEOPLE = "manage the organisation's people"
    ADMINISTER = "see accounts and organisations"


class Role(Worded):
    """What somebody may do in an organisation: each does what those before it do, and more."""

    READER = "reader", "Reader"
    EDITOR = "editor", "Editor"
    OWNER = "owner", "Owner"


_RANKS: Final[Mapping[str, int]] = {role.value: rank for rank, role in enumerate(Role, 1)}
_NEEDED_RANK: Final = {
    Action.MEMBER: 1,
    Action.BRING_FILES: 1,
    Action.SEE_PATHWAYS: 1,
    Action.CHANGE_PATHWAYS: 2,
    Action.OWN_PATHWAYS: 3,
    Action.SEE_ENQUIRIES: 1,
    Action.ANSWER_ENQUIRIES: 2,
    Action.SEE_SUBMISSIONS: 1,
    Action.SEE_STANDARDS: 1,
    Action.SEE_REGION: 1,
    Action.SEE_BRIEFS: 1,
    Action.WRITE_BRIEFS: 2,
    Action.SEE_STAFF: 1,
    Action.CHANGE_STAFF: 2,
    Action.REVIEW: 2,
    Action.DECIDE: 3,
    Action.MANAGE_PEOPLE: 3,
}
_FOR: Final = {
    **dict.fromkeys(
        (
            Action.SEE_PATHWAYS,
            Action.CHANGE_PATHWAYS,
            Action.OWN_PATHWAYS,
            Action.ANSWER_ENQUIRIES,
        ),
        ("provider",),
    ),
    **dict.fromkeys((Action.SEE_STANDARDS, Action.REVIEW, Action.DECIDE), ("commissioner",)),
    Action.SEE_SUBMISSIONS: ("provider", "commissioner"),
    # For those who buy and plan. What they look for is public; what nobody offers is not
    # for one provider to know before the others.
    **dict.fromkeys((Action.SEE_REGION, Action.WRITE_BRIEFS), ("commissioner", "employer")),
    **dict.fromkeys((Action.SEE_STAFF, Action.CHANGE_STAFF), ("commissioner", "employer")),
}
"""The kinds of organisation that do this at all; what is not here, every kind does."""

_WHILE_WAITING: Final = frozenset({Action.SEE_PATHWAYS, Action.CHANGE_PATHWAYS})
"""What a provider does before it is let in: it drafts, and nothing leaves it or is read for it."""

_DEEDS: Final = {
    Action.CHANGE_PATHWAYS: "change its pathways",
    Action.OWN_PATHWAYS: "submit and publish its pathways",
    Action.ANSWER_ENQUIRIES: "answer its enquiries",
    Action.WRITE_BRIEFS: "write its briefs",
    Action.CHANGE_STAFF: "change its staff list",
    Action.REVIEW: "review what it is sent, and set its standards",
    Action.DECIDE: "decide on what it is sent",
    Action.MANAGE_PEOPLE: "manage its people",
}
"""What needs a role above the lowest, as people of an organisation are said to do it."""

_KIND_WORDS: Final = {
    "provider": "a training provider",
    "commissioner": "a commissioner",
    "employer": "an employer",
}


def roles_for(action: Action) -> tuple[str, ...]:
    """Return the roles in which a member of the right kind of organisation may do this."""
    return tuple(role for role, rank in _RANKS.items() if rank >= _NEEDED_RANK[action])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person, and the organisation they chose for this session.

    `waiting` are those of the person that nobody has let in yet, by name; `is_waiting` says
    whether the one chosen is among them.
    """

    person_id: str
    name: str
    email: str
    is_administrator: bool
    organisation_id: str | None = None
    organisation: str = ""
    role: str = ""
    is_provider: bool = False
    is_commissioner: bool = False
    is_employer: bool = False
    waiting: tuple[str, ...] = ()
    is_waiting: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """What kinds the organisation is of."""
        holds = (self.is_provider, self.is_commissioner, self.is_employer)
        return tuple(kind for kind, held in zip(_KIND_WORDS, holds, strict=True) if held)

    @property
    def rank(self) -> int:
        """1 reader, 2 editor, 3 owner, 0 where no organisation was chosen."""
        return _RANKS.get(self.role, 0)

    @property
    def is_inside(self) -> bool:
        """Whether they act for an organisation that was let in."""
        return self.organisation_id is not None and not self.is_waiting

    def is_of(self, organisation_id: str | None) -> bool:
        """Whether the actor acts for this organisation."""
        return organisation_id is not None and organisation_id == self.organisation_id


class Verdict(Enum):
    """The policy's answer."""

    ALLOWED = "allowed"
    SIGN_IN = "sign in"
    CHOOSE = "choose an organisation"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"


def policy(actor: Actor | None, action: Action, owner_id: str | None = None) -> Verdict:
    """Say whether the actor may do this, with a thing of organisation `owner_id` if given."""
    if action is Action.PUBLIC:
        return Verdict.ALLOWED
    if actor is None:
        return Verdict.SIGN_IN
    if action is Action.SIGNED_IN:
        return Verdict.ALLOWED
    if action is Action.ADMINISTER:
        # Nobody learns which addresses only administrators have.
        return Verdict.ALLOWED if actor.is_administrator else Verdict.NOT_FOUND
    if actor.organisation_id is None:
        return Verdict.CHOOSE
    if owner_id is not None and not actor.is_of(owner_id):
        return Verdict.NOT_FOUND
    if not _is_of_the_kind(actor, action):
        return Verdict.FORBIDDEN
    if actor.is_waiting and action not in _WHILE_WAITING:
        return Verdict.FORBIDDEN
    if actor.rank < _NEEDED_RANK[action]:
        return Verdict.FORBIDDEN
    return Verdict.ALLOWED


def is_allowed(actor: Actor | None, action: Action, owner_id: str | None = None) -> bool:
    """Whether the actor may do this, see `policy`."""
    return policy(actor, action, owner_id) is Verdict.ALLOWED


def _is_of_the_kind(actor: Actor, action: Action) -> bool:
    """Whether the actor's organisation does this kind of work at all."""
    wanted = _FOR.get(action)
    return wanted is None or not set(wanted).isdisjoint(actor.kinds)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not do something: a heading, and sentences that hold by themselves."""

    title: str
    words: str


def refuse(actor: Actor, action: Action) -> Refusal | None:
    """Say what stands between somebody signed in and an action of organisations; None for nothing.

    It is the organisation that is missing or waits, its kind, or the role, as the policy asks
    for them, and never more than is so: an owner is not told to ask an owner.
    """
    match policy(actor, action):
        case Verdict.CHOOSE:
            return Refusal("No organisation is chosen", _say_missing(actor))
        case Verdict.FORBIDDEN if not _is_of_the_kind(actor, action):
            return Refusal("This is for others", _say_kind(actor, action))
        case Verdict.FORBIDDEN if actor.is_waiting and action not in _WHILE_WAITING:
            return Refusal("Your organisation is not let in yet", _say_what_waits(actor))
        case Verdict.FORBIDDEN:
            return Refusal("Your role does not allow this", _say_role(actor, action))
    return None


def _say_waiting(actor: Actor) -> str:
    return f"An administrator has not let {listed(actor.waiting)} in yet." if actor.waiting else ""


def _say_what_waits(actor: Actor) -> str:
    return (
        f"An administrator has not let {actor.organisation} in yet. Until then you can draft "
        "pathways. Once it is let in, you can publish them, send them for review, and have files "
        "read."
    )


def _say_missing(actor: Actor) -> str:
    if actor.waiting:
        return f"{_say_waiting(actor)} Until then you can read the framework and the directory."
    return "This is for people of an organisation. Choose the one that you work in."


def _say_kind(actor: Actor, action: Action) -> str:
    wanted = listed([f"{_KIND_WORDS[kind].partition(' ')[2]}s" for kind in _FOR[action]])
    here = listed([_KIND_WORDS[kind] for kind in actor.kinds])
    said = [f"This is for {wanted}."]
    if here:
        said.append(f"{actor.organisation} is here as {here}.")
    return " ".join([*said, _say_waiting(actor)]).strip()


def _say_role(actor: Actor, action: Action) -> str:
    able = listed([f"{role}s" for role in reversed(roles_for(action))]).capitalize()
    mine = f"{'an' if actor.role[0] in 'aeiou' else 'a'} {actor.role}"
    return (
        f"{able} of {actor.organisation} can {_DEEDS[action]}. You are {mine} there; an owner can "
        "change your role."
    )
