"""A person's access tokens, for programs that read: made, shown once, taken back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.accounts.routes.blueprint import bp, is_confirmed, page, write
from pathways.accounts.services.tokens import (
    MOST,
    TokenWish,
    TooManyTokensError,
    make_token,
    take_token_back,
)
from pathways.accounts.token_form import TokenForm
from pathways.accounts.token_queries import list_tokens
from pathways.addresses import public_address
from pathways.db import db, transaction


def _page(form: TokenForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "accounts/tokens.html",
        status,
        section="account",
        form=form,
        person=actor(),
        tokens=list_tokens(db.session, actor().person_id),
    )


@bp.get("/account/tokens")
@requires(Action.SIGNED_IN)
def tokens() -> ResponseReturnValue:
    """Show the tokens, and the form for a new one."""
    return _page(TokenForm(formdata=None))


@bp.post("/account/tokens")
@requires(Action.SIGNED_IN)
def new_token() -> ResponseReturnValue:
    """Make a token, and show its secret this once."""
    form, who = TokenForm(), actor()
    if not is_confirmed(form):
        return _page(form, 422)
    wish = TokenWish(form.operation.identifier, form.name.data, form.chosen, int(form.days.data))
    try:
        secret = write(lambda session: make_token(session, who, wish))
    except TooManyTokensError:
        form.add_error("name", f"You have {MOST} tokens that hold. Take one back first.")
        return _page(form, 422)
    if not secret:
        flash("This token was made a moment ago, and its secret was shown then.")
        return redirect(url_for("accounts.tokens"), 303)
    return page(
        "accounts/token.html",
        section="account",
        name=wish.name,
        secret=secret,
        example=public_address("directory.open_json"),
    )


@bp.post("/account/tokens/<token_id>/end")
@requires(Action.SIGNED_IN)
def end_token(token_id: str) -> ResponseReturnValue:
    """Take a token back."""
    with transaction() as session:
        name = take_token_back(session, actor(), token_id)
    flash(f"The token “{name}” is taken back. Nothing can use it any more.")
    return redirect(url_for("accounts.tokens"), 303)
