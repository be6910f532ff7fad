"""Forms of accounts: those of the sign-in library in our words, and our own."""

from typing import Any, Final

from flask import current_app
from flask_security import current_user
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovPasswordInput,
    GovRadioInput,
    GovTextInput,
)
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, ValidationError

from pathways.accounts.store import nobody
from pathways.attempts import begin_attempt, forgive_attempt
from pathways.domain.limits import NAME_LIMIT
from pathways.domain.policy import Role
from pathways.forms import (
    BaseForm,
    CodeField,
    OperationField,
    email_field,
    line_field,
    text_field,
    trimmed,
)

CHOOSING_HINT: Final = (
    "At least 12 characters. Three or four words that do not belong together are easy to keep."
)
KINDS: Final = (
    SelectChoice("provider", "A training provider: we offer learning pathways"),
    SelectChoice("commissioner", "A commissioner: we buy, fund or quality-assure training"),
    SelectChoice("employer", "An employer: we choose training for our own people"),
)
_ROLES: Final = {
    Role.READER: "sees everything of the organisation",
    Role.EDITOR: "also changes pathways",
    Role.OWNER: "also submits, publishes, decides and manages people",
}
_ABOUT: Final = ("name", "email", "organisation")
ROLE_CHOICES: Final = tuple(
    SelectChoice(role.value, f"{role.word}: {deeds}") for role, deeds in _ROLES.items()
)


def _passwords(label: str, *more: Any, is_new: bool, hint: str = "") -> Any:
    return PasswordField(
        label,
        [InputRequired("Enter a password"), *more],
        # Hashing refuses what is far too long to be anybody's password.
        filters=[lambda typed: typed and typed[:1_000]],
        widget=GovPasswordInput(),
        description=hint,
        # As an attribute it would stand behind the component's own, and no browser would read it.
        render_kw={"params": {"autocomplete": "new-password" if is_new else "current-password"}},
    )


def check_new_password(form: Any, field: Field) -> None:
    """Ask the library's rules, and say what they mind. The form says whose password it will be."""
    library = current_app.extensions["security"]
    about = " ".join(form[name].data or "" for name in _ABOUT if name in form)
    problems, field.data = library.password_util.validate(
        field.data or "", True, about=f"{about} {getattr(form, 'address', '')}"
    )
    if problems:
        raise ValidationError(problems[0])


class SignInForm(LoginForm):
    """Sign in. Failed tries are counted."""

    email = EmailField(
        "E-mail address",
        LoginForm.email.kwargs["validators"],
        filters=[trimmed],
        widget=GovTextInput(),
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = _passwords("Password", is_new=False)
    remember: Any = None
    """A session ends with its time; no cookie stays for a year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The library puts a link into the hint; our page has a plain one below the form.
        self.password.description = ""

    def validate(self, **kwargs: Any) -> bool:
        """Count the try, and take it back if it was right."""
        if not self.email.data or not self.password.data:
            self.form_errors.append("Enter your e-mail address and your password.")
            return False
        tried = begin_attempt("sign-in", self.email.data.strip())
        right: bool = super().validate(**kwargs)
        if not right:
            return False
        forgive_attempt(tried)
        library, name = current_app.extensions["security"], current_app.config["OIDC_NAME"]
        # Without a provider nobody could get in any more.
        if current_app.config["OIDC_ISSUER"] and (
            organisation := library.datastore.asks_single_sign_on(self.user)
        ):
            self.form_errors.append(f"{organisation} lets you in by {name}. Use the button below.")
            return False
        return True


class LinkForm(ForgotPasswordForm):
    """Ask for a link to choose a new password.

    Where no account may have one, `user` is somebody who is not there: a link is made for them as
    for anybody, and goes nowhere. So the answer takes as long.
    """

    email = EmailField(
        "E-mail address",
        # Without the library's last one, which looks the address up and minds what it finds.
        ForgotPasswordForm.email.kwargs["validators"][:-1],
        filters=[trimmed],
        widget=GovTextInput(),
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )

    def validate(self, **kwargs: Any) -> bool:
        """Count the request; none is taken back, so that nobody's mailbox is flooded."""
        begin_attempt("reset", (self.email.data or "").strip())
        # The library's own check stands behind this one's base.
        if not super(ForgotPasswordForm, self).validate(**kwargs):
            return False
        found = current_app.extensions["security"].datastore.find_user(
            case_insensitive=True, email=self.email.data
        )
        self.user = found if found and found.is_active else nobody(self.email.data or "")
        return True


class NewPasswordForm(ResetPasswordForm):
    """Choose a new password by a mailed link. One field: it can be shown, and reset again."""

    password = _passwords("New password", is_new=True, hint=CHOOSING_HINT)
    password_confirm: Any = None


class PasswordForm(ChangePasswordForm):
    """Change the password, knowing the present one."""

    password = _passwords("Your password now", is_new=False)
    new_password = _passwords("New password", is_new=True, hint=CHOOSING_HINT)
    new_password_confirm: Any = None

    def validate(self, **kwargs: Any) -> bool:
        """Count the try, and take it back if the present password was right."""
        tried = begin_attempt("password", _address_of(current_user))
        right: bool = super().validate(**kwargs)
        if right or not self.password.errors:
            forgive_attempt(tried)
        return right


def _address_of(person: Any) -> str:
    return str(person.email)


def _code_field(label: str, hint: str) -> Any:
    return CodeField(
        label,
        [InputRequired("Enter the code")],
        description=hint,
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


class CodeForm(TwoFactorVerifyCodeForm):
    """The code of the authenticator app, at sign-in."""

    code = _code_field("Code", "Six digits, as your authenticator app shows them now.")

    def validate(self, **kwargs: Any) -> bool:
        """Count the try, and take it back if it was right."""
        self.code.data = "".join((self.code.data or "").split())
        tried = begin_attempt("code", _address_of(self.user))
        right: bool = super().validate(**kwargs)
        if right:
            forgive_attempt(tried)
        return right


class RecoveryForm(MfRecoveryForm):
    """A recovery code, at sign-in without the app."""

    code = _code_field("Recovery code", "One of the codes that you kept. Each works once.")

    def validate(self, **kwargs: Any) -> bool:
        """Count the try, and take it back if it was right."""
        tried = begin_attempt("code", _address_of(self.user))
        right: bool = super().validate(**kwargs)
        if right:
            forgive_attempt(tried)
        return right


class RescueForm(TwoFactorRescueForm):
    """Not shown: the library builds it beside the form for a code."""

    help_setup = RadioField(choices=[SelectChoice("help")])


class ConfirmForm(BaseForm):
    """The password once more, before the second factor is touched."""

    password = _passwords("Your password", is_new=False)


class ProveForm(ConfirmForm):
    """The password and a code, before a second factor that is on is touched."""

    code = _code_field(
        "Code", "Six digits of your authenticator app, or one of your recovery codes."
    )


class SetUpForm(BaseForm):
    """The first code of a new authenticator."""

    token = HiddenField()
    code = _code_field("Code", "Six digits, as the app shows them now.")


class NameForm(BaseForm):
    """A person's name."""

    name = line_field(
        "Your name",
        hint="As colleagues and commissioners see it.",
        required="Enter your name",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "name"},
    )


class OrganisationForm(BaseForm):
    """An organisation that asks to join."""

    operation = OperationField()
    organisation = line_field(
        "Name of the organisation",
        required="Enter the name of the organisation",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "organization"},
    )
    kinds = SelectMultipleField(
        "What does it do?",
        [InputRequired("Choose at least one")],
        choices=list(KINDS),
        widget=GovCheckboxesInput(),
        description="Choose all that hold. A council may be all three.",
    )
    note = text_field(
        "Anything that the administrator should know (optional)",
        hint="For example your website, or who knows you here.",
        limit=1_000,
        rows=3,
    )


class NewcomerForm(OrganisationForm):
    """The same, asked by somebody who is not signed in."""

    name = line_field(
        "Your name",
        required="Enter your name",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "name"},
    )
    email = email_field(hint="You sign in with it.")
    password = _passwords("Choose a password", check_new_password, is_new=True, hint=CHOOSING_HINT)


class InviteForm(BaseForm):
    """A colleague to invite."""

    operation = OperationField()
    email = email_field("E-mail address of your colleague")
    role = RadioField(
        "Role",
        [InputRequired("Choose a role")],
        choices=list(ROLE_CHOICES),
        default=Role.EDITOR.value,
        widget=GovRadioInput(),
    )


class RuleForm(BaseForm):
    """How people of an organisation sign in, and whom it invites; `seen` marks what stood there."""

    seen = HiddenField()
    domains = line_field(
        "Invite only people with an address at (optional)",
        hint="For example council.example; several with blanks between. Nobody has to leave.",
        limit=1_000,
    )
    required = BooleanField("Let members in by single sign-on alone", widget=GovCheckboxInput())


class JoinForm(BaseForm):
    """The account of an invited person. `address` is where they were invited."""

    address = ""
    name = line_field(
        "Your name",
        hint="As colleagues and commissioners see it.",
        required="Enter your name",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "name"},
    )
    password = _passwords("Choose a password", check_new_password, is_new=True, hint=CHOOSING_HINT)


class WordsForm(BaseForm):
    """Reasons, for a request that is declined or an organisation that is closed."""

    words = text_field(
        "Reasons",
        hint="The organisation reads them.",
        required="Give the reasons in a few words",
        limit=1_000,
        rows=3,
    )
