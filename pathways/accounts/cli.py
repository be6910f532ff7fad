"""Commands: make an account, send the mails that wait."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token

from pathways.accounts.erasing import erase_person, say_done, say_refusal
from pathways.accounts.services.erasure import OnlyAdministratorError, OwnerNeededError
from pathways.accounts.services.organisations import (
    add_member,
    create_organisation,
)
from pathways.accounts.services.people import (
    create_person,
    find_person,
    renew_identity,
    set_second_factor,
)
from pathways.accounts.services.retention import forget_old
from pathways.addresses import public_address
from pathways.db import transaction
from pathways.domain.policy import Role
from pathways.domain.words import be, plural
from pathways.outbox import send_waiting
from pathways.pages import today
from pathways.records.journal import write_down
from pathways.records.mail import count_old, release_old, take_links_out
from pathways.records.reminders import make_reminders
from pathways.text import TextError, clean_text

user = AppGroup("user", help="Accounts.")
mail = AppGroup("mail", help="Mails on their way out.")

_KINDS = ("provider", "commissioner", "employer")


@user.command("create")
@click.argument("email")
@click.option("--name", default="", help="The person's name.")
@click.option("--organisation", default="", help="Made, and let in, if it is not there yet.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(_KINDS),
    help="What a new organisation does; may be given more than once. A provider unless said.",
)
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.OWNER.value,
    show_default=True,
    help="What the person may do there.",
)
@click.option("--administrator", is_flag=True, help="Sees accounts and organisations.")
@click.option("--ask-password", is_flag=True, help="Ask here, instead of printing a link.")
def create_user(
    email: str,
    name: str,
    organisation: str,
    kinds: tuple[str, ...],
    role: str,
    administrator: bool,
    ask_password: bool,
) -> None:
    """Make an account. Prints a link to choose a password, which works once, for one hour."""
    library = current_app.extensions["security"]
    try:
        address = library.mail_util.normalize(email).lower()
        name = clean_text(name, 120, is_name=True)
        organisation = clean_text(organisation, 120, is_name=True)
    except (TextError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    password = _asked_password(f"{name} {address} {organisation}") if ask_password else None
    with transaction() as session:
        if find_person(session, address) is not None:
            raise click.ClickException(f"{address} has an account already.")
        person = create_person(
            session,
            email=address,
            name=name,
            password=password,
            is_administrator=administrator,
        )
        if organisation:
            place = create_organisation(session, organisation, frozenset(kinds or ("provider",)))
            add_member(session, place, person.id, role)
        made = f"{address}: administrator" if administrator else address
        write_down(session, None, "account made", made, subject=person.id)
    click.echo(f"{address} has an account now.")
    if password is None:
        public = current_app.config["PUBLIC_URL"] or "http://127.0.0.1:5000"
        with current_app.test_request_context(base_url=public):
            token = generate_reset_password_token(person)  # type: ignore[no-untyped-call]
            link = public_address("security.reset_password", token=token)
        click.echo(f"Choose a password within an hour: {link}")


@user.command("second-factor-off")
@click.argument("email")
def turn_second_factor_off(email: str) -> None:
    """Turn the second factor of an account off, for somebody who lost app and codes."""
    with transaction() as session:
        person = find_person(session, email.strip())
        if person is None:
            raise click.ClickException(f"There is no account for {email}.")
        set_second_factor(session, person.id, None, None, "by whoever runs this site")
        renew_identity(session, person.id)
    click.echo(f"The second factor of {email} is off, and every device is signed out.")


@user.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@click.option("--reason", default="", help="Why; it stays in the journal.")
@click.option("--new-owner", "heir", default="", help="A member who owns what would have no owner.")
def erase_user(email: str, yes: bool, reason: str, heir: str) -> None:
    """Erase a person: the account ends, and name and address leave everything that is kept.

    It cannot be taken back. What they wrote for organisations stays, by "A former member".
    """
    try:
        reason = clean_text(reason, 300, is_line=True) or "By whoever runs this site"
    except TextError as error:
        raise click.ClickException(str(error)) from None
    with transaction() as session:
        person = find_person(session, email.strip())
        if person is None:
            raise click.ClickException(f"There is no account for {email}.")
        person_id, name = person.id, person.name or "no name"
    if not yes:
        click.confirm(f"Erase {email} ({name}) for good?", abort=True)
    try:
        done = erase_person(None, person_id, reason, heir.strip())
    except (OwnerNeededError, OnlyAdministratorError) as error:
        advice = "Name a member of it with --new-owner ADDRESS."
        raise click.ClickException(say_refusal(error, advice)) from None
    for line in say_done(done):
        click.echo(line)


@click.command("tidy")
@with_appcontext
def tidy() -> None:
    """Forget what is kept for a time only, once that is over. `mail send` does it, too.

    Counted tries, callers and presence after a day; sent mails, and invitations and access tokens
    that have ended, after 90 days.
    """
    with transaction() as session:
        gone = forget_old(session)
    for one in gone:
        click.echo(f"{one.words} forgotten.")


def _asked_password(about: str) -> str:
    """Ask for a password until it is a good one for whom `about` tells of; return its hash."""
    library = current_app.extensions["security"]
    while True:
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        problems, plain = library.password_util.validate(typed, True, about=about)
        if not problems:
            return hash_password(plain)
        click.echo(problems[0])


@mail.command("send")
@click.option("--old", "with_old", is_flag=True, help="Also what waited for more than three days.")
def send_mails(with_old: bool) -> None:
    """Remind of what is due, send the mails that wait, and try again those that failed.

    What failed is tried again ten minutes later or longer, for three days.
    """
    with transaction() as session:
        take_links_out(session)
    if not current_app.config["SMTP_URL"]:
        raise click.ClickException("PATHWAYS_SMTP_URL is not set, so there is no mail server.")
    with transaction() as session:
        forget_old(session)
        made = make_reminders(session, today())
        if with_old:
            release_old(session, None)
        old = count_old(session)
    if made:
        click.echo(f"{plural(made, 'reminder')} made.")
    sent, problems = send_waiting()
    click.echo(f"{sent} sent, {len(problems)} could not be sent.")
    for words in dict.fromkeys(problems):
        click.echo(words)
    if old:
        click.echo(
            f"{plural(old, 'mail')} waited for more than three days and {be(old)} not sent by "
            f"{'itself' if old == 1 else 'themselves'}: mail send --old sends what waits so long."
        )
    if problems:
        raise SystemExit(1)
