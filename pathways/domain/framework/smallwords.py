"""Words that stand in every outcome, and say nothing of what it is about."""

from typing import Final

from pathways.domain.framework.stems import read_tokens


def _stems_of(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in read_tokens(text))


PASSED_OVER: Final = _stems_of(
    """
    a an the and or of to in on at by for from with without within into as is are be been
    was were it its this that these those their them they there then than you your yourself
    our we us my me i he she his her one ones who whom whose which what when where why how
    if not no nor do does did done doing can could may might will would shall should must
    have has had having so such some any all each every other others another more most much
    many very also just about after before between during over under up down out off again
    way ways thing things able end learner learners participant participants delegate
    delegates attendee attendees student students session module course objective objectives
    outcome outcomes aim aims understand understanding know knows knowing knowledge explain
    explaining describe describing define discuss identify identifying list name state
    outline recognise recognising demonstrate demonstrating consider considering explore
    exploring learn learning awareness aware gain develop developing use using used apply
    applying make making give giving including include includes example examples key own
    person people someone somebody something everyone everybody nobody oneself practice
    practices work works working well good better best help helping helps set carry carries
    get gets put puts bring see seeing look say says said tell told take takes keep keeps
    hold go come comes let need needs notice move produce appropriate appropriately suitable
    different various range relevant main basic new next right means meaning importance
    important role roles real what's
    two three four five six effective effectively increase increasing
    improve improving examine examining further across promote promoting confidence
    skill skills too
    """
)
"""Stems that say nothing of a competency's matter: small words, and the verbs of outcomes."""

DOING: Final = _stems_of(
    """
    apply use practise demonstrate respond support build create adapt write plan make carry
    give offer lead provide advocate reduce challenge promote work avoid choose
    """
)
"""Verbs that ask a learner to do."""

KNOWING: Final = _stems_of(
    """
    understand know explain describe define list name state outline discuss identify recall
    appreciate summarise
    """
)
"""Verbs that ask a learner to know."""
