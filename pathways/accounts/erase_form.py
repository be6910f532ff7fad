"""Forms by which an account is erased."""

from pathways.domain.limits import SENTENCE_LIMIT
from pathways.forms import BaseForm, email_field, line_field


class AddressForm(BaseForm):
    """The address of somebody who has no password, before their account is erased."""

    email = email_field("Your e-mail address", hint="Type it to say that you mean it.")


class EraseForm(BaseForm):
    """Why somebody's account is erased, and who owns what would have no owner."""

    reason = line_field(
        "Reason",
        hint="It stays in the journal. Leave out whom it is about.",
        required="Give the reason in a few words",
        limit=SENTENCE_LIMIT,
    )
    heir = line_field(
        "E-mail address of the new owner",
        hint="A member, who owns from now on what would have no owner.",
        limit=SENTENCE_LIMIT,
        render_kw={"spellcheck": "false"},
    )
