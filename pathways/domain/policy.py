"""Who may do what, as one pure function.

Things of an organisation are also loaded only through the actor, so that
another organisation's thing is not found rather than forbidden.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Action(Enum):
    """What a route needs."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    MEMBER = "member of an organisation"
    BRING_FILES = "have a file read, as a member of an organisation that was let in"
    SEE_PATHWAYS = "see the organisation's pathways"
    CHANGE_PATHWAYS = "change the organisation's pathways"
    OWN_PATHWAYS = "submit, publish, archive for good"
    SEE_SUBMISSIONS = "see submissions that the organisation sent or received"
    SEE_STANDARDS = "see the organisation's own standards"
    SEE_REGION = "see what all published pathways together treat"
    SEE_BRIEFS = "see the organisation's briefs, and those shown to providers"
    WRITE_BRIEFS = "write the organisation's briefs"
    REVIEW = "review submissions sent to the organisation"
    DECIDE = "decide on submissions sent to the organisation"
    MANAGE_PEOPLE = "manage the organisation's people"
    ADMINISTER = "see accounts and organisations"


_RANKS: Final = {"reader": 1, "editor": 2, "owner": 3}
_NEEDED_RANK: Final = {
    Action.MEMBER: 1,
    Action.BRING_FILES: 1,
    Action.SEE_PATHWAYS: 1,
    Action.CHANGE_PATHWAYS: 2,
    Action.OWN_PATHWAYS: 3,
    Action.SEE_SUBMISSIONS: 1,
    Action.SEE_STANDARDS: 1,
    Action.SEE_REGION: 1,
    Action.SEE_BRIEFS: 1,
    Action.WRITE_BRIEFS: 2,
    Action.REVIEW: 2,
    Action.DECIDE: 3,
    Action.MANAGE_PEOPLE: 3,
}
_FOR_PROVIDERS: Final = {
    Action.SEE_PATHWAYS,
    Action.CHANGE_PATHWAYS,
    Action.OWN_PATHWAYS,
}
_FOR_COMMISSIONERS: Final = {Action.SEE_STANDARDS, Action.REVIEW, Action.DECIDE}


def roles_for(action: Action) -> tuple[str, ...]:
    """Return the roles in which a member of the right kind of organisation may do this."""
    return tuple(role for role, rank in _RANKS.items() if rank >= _NEEDED_RANK[action])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person, and the organisation they chose for this session."""

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

    @property
    def rank(self) -> int:
        """1 reader, 2 editor, 3 owner, 0 where no organisation was chosen."""
        return _RANKS.get(self.role, 0)

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
    if actor.rank < _NEEDED_RANK[action]:
        return Verdict.FORBIDDEN
    return Verdict.ALLOWED


def is_allowed(actor: Actor | None, action: Action, owner_id: str | None = None) -> bool:
    """Whether the actor may do this, see `policy`."""
    return policy(actor, action, owner_id) is Verdict.ALLOWED


def _is_of_the_kind(actor: Actor, action: Action) -> bool:
    """Whether the actor's organisation does this kind of work at all."""
    if action in _FOR_PROVIDERS:
        return actor.is_provider
    if action in _FOR_COMMISSIONERS:
        return actor.is_commissioner
    if action is Action.SEE_SUBMISSIONS:
        return actor.is_provider or actor.is_commissioner
    if action in (Action.SEE_REGION, Action.WRITE_BRIEFS):
        # For those who buy and plan. What they look for is public; what nobody offers is not
        # for one provider to know before the others.
        return actor.is_commissioner or actor.is_employer
    return True
