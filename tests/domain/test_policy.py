"""Why somebody may not do something: whatever is said is so, of everybody and every action."""

import re
from dataclasses import replace
from itertools import chain, combinations

import pytest

from pathways.domain.policy import Action, Actor, Role, Verdict, is_allowed, policy, refuse

ROLES = tuple(Role)
KINDS = ("provider", "commissioner", "employer")
WORDS = {"provider": "training provider", "commissioner": "commissioner", "employer": "employer"}


def of_kinds(*kinds: str, role: str = "owner", is_administrator: bool = False) -> Actor:
    """Return somebody in an organisation of these kinds."""
    provider, commissioner, employer = (kind in kinds for kind in KINDS)
    place = ("o", "Harbour Trust", role, provider, commissioner, employer)
    return Actor("p", "Ann", "ann@test.example", is_administrator, *place)


ACTORS = [
    of_kinds(*kinds, role=role, is_administrator=is_administrator)
    for kinds in chain.from_iterable(combinations(KINDS, count) for count in (1, 2, 3))
    for role in ROLES
    for is_administrator in (False, True)
]


@pytest.mark.parametrize("action", Action)
def test_what_is_said_is_so(action: Action) -> None:
    for actor in ACTORS:
        refusal = refuse(actor, action)
        if policy(actor, action) is not Verdict.FORBIDDEN:
            assert refusal is None
            continue
        assert refusal is not None
        words = refusal.words
        if for_whom := re.match(r"This is for (.*?)\.", words):
            for kind in KINDS:
                named = f"{WORDS[kind]}s" in for_whom[1]
                assert is_allowed(of_kinds(kind), action) is named, words
            here = words[for_whom.end() :]
            assert {k for k in KINDS if f" {WORDS[k]}" in here} == set(actor.kinds), words
            assert "owner" not in words
        else:
            able = re.match(r"(.*?) of Harbour Trust can ", words)
            assert able, words
            for role in ROLES:
                named = f"{role}s" in able[1].lower()
                assert is_allowed(replace(actor, role=role), action) is named, words
            assert f"You are a{'' if actor.role == 'reader' else 'n'} {actor.role} there" in words
            assert actor.role != "owner"
            assert "an owner can change your role" in words


def test_every_action_that_needs_a_role_is_put_into_words() -> None:
    for action in Action:
        for kind in KINDS:
            reader = of_kinds(kind, role="reader")
            if is_allowed(of_kinds(kind), action) and not is_allowed(reader, action):
                refusal = refuse(reader, action)
                assert refusal is not None
                assert re.search(r" can [a-z]+ .*its|can decide", refusal.words)


def test_who_waits_to_be_let_in_is_told_so() -> None:
    alone = Actor("p", "Ann", "ann@test.example", is_administrator=False)
    waits = replace(alone, waiting=("Meadow Council", "Willow Training"))
    said = "An administrator has not let Meadow Council and Willow Training in yet."
    for action in (Action.MEMBER, Action.CHANGE_PATHWAYS, Action.BRING_FILES):
        chosen, let_in = refuse(alone, action), refuse(waits, action)
        assert chosen is not None
        assert "Choose the one that you work in." in chosen.words
        assert let_in is not None
        assert let_in.words.startswith(said)
    # In another organisation it is said where it may be the reason.
    provider = replace(of_kinds("provider"), waiting=("Meadow Council",))
    refusal = refuse(provider, Action.REVIEW)
    assert refusal is not None
    assert refusal.words.endswith("An administrator has not let Meadow Council in yet.")
    assert refuse(waits, Action.SIGNED_IN) is None


def test_a_provider_that_waits_drafts_and_does_nothing_else() -> None:
    for role in ROLES:
        let_in = of_kinds("provider", role=role)
        waits = replace(let_in, waiting=("Harbour Trust",), is_waiting=True)
        for action in Action:
            if action in (Action.SEE_PATHWAYS, Action.CHANGE_PATHWAYS, Action.SIGNED_IN):
                assert policy(waits, action) is policy(let_in, action)
            elif action is not Action.PUBLIC:
                assert not is_allowed(waits, action), action
    refusal = refuse(waits, Action.OWN_PATHWAYS)
    assert refusal is not None
    assert refusal.words.startswith("An administrator has not let Harbour Trust in yet.")
    assert "you can draft pathways" in refusal.words
    assert not waits.is_inside
    assert let_in.is_inside
