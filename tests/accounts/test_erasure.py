"""A person is erased: no table holds name or address, and what they had a part in is whole."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.accounts.erasing import erase_person
from pathways.accounts.services.erasure import (
    OnlyAdministratorError,
    OwnerNeededError,
    begin_erasure,
    finish_erasure,
    nameless_address,
)
from pathways.accounts.services.identities import find_or_link
from pathways.db import db, transaction
from pathways.domain.chain import FORMER
from pathways.domain.pathway.content import PathwayContent
from pathways.identity_provider import Signed
from pathways.models.account import Invitation, LinkedAccount, Membership, Organisation, Person
from pathways.models.base import Base
from pathways.models.enquiry import Enquiry
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.models.presence import Presence
from pathways.models.submission import Submission
from pathways.models.token import AccessToken
from pathways.models.version import Version
from pathways.records.former import erase_from_journal
from pathways.records.journal import Named, write_down
from pathways.records.names import TYPED, NameBearer, know, list_name_tables
from tests.accounts.leaving import (
    COLLEAGUE,
    FORMERLY,
    QUILLON,
    REVIEWER,
    ZENOBIA,
    find_words,
    make_leaving,
)
from tests.factories import PASSWORD, make_organisation, make_person
from tests.page import Client
from tests.policies.world import text_of

SignIn = Callable[[str], Client]
WORDS = (*QUILLON, *ZENOBIA, FORMERLY)
ELSEWHERE = {"identity.email", "invitation.email", "mail.recipient", "mail.body", "mail.subject"}
ELSEWHERE |= {"person.name", "person.email", "enquiry.name", "enquiry.email", "enquiry.words"}
ELSEWHERE |= {"journal.person_name", "journal.summary", "journal.images", "submission.declaration"}
ELSEWHERE |= {"access_token.name", "enquiry.answer"}


def test_no_table_holds_a_name_or_an_address_afterwards(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        copies = {
            f"{table.name}.{column}" for table, names in list_name_tables() for column in names
        }
        typed = {f"{table}.{column}" for table, column in TYPED.items()}
        assert set(find_words(db.session, *WORDS)) == copies | typed | ELSEWHERE
        db.session.close()
        assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"
        for person in (ids.quillon, ids.zenobia):
            erase_person(None, person, "At their own wish")
        assert sorted(find_words(db.session, *WORDS)) == []
        db.session.close()
        assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"


def test_an_account_ends_and_what_belongs_to_it_goes(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        identity = db.session.get_one(Person, ids.quillon).fs_uniquifier
        done = erase_person(None, ids.quillon, "At their own wish")
        assert (done.left, done.closed) == (("Northgate Learning",), ())
        person = db.session.get_one(Person, ids.quillon)
        assert (person.name, person.email) == (FORMER, nameless_address(ids.quillon))
        assert not person.active
        assert person.erased_at is not None
        assert person.fs_uniquifier != identity
        for column in ("password", "tf_totp_secret", "mf_recovery_codes", "preferences"):
            # Not even JSON's own word for nothing.
            is_empty = Person.__table__.c[column].is_(sa.null())
            found = sa.select(Person.id).where(Person.id == ids.quillon, is_empty)
            assert db.session.scalar(found) == ids.quillon, column
        for table in (AccessToken, LinkedAccount, Presence, Membership):
            wanted = sa.select(table).where(table.person_id == ids.quillon)
            assert db.session.scalars(wanted).all() == [], table


def test_an_account_has_ended_before_its_name_is_out(app: Flask, sign_in: SignIn) -> None:
    ids = make_leaving(app)
    client = sign_in(ZENOBIA[0])
    client.get("/account")
    with app.app_context(), transaction() as session:
        begin_erasure(session, None, ids.zenobia, "At their own wish")
    assert "/sign-in" in client.get("/account", 302).location
    page = Client(app)
    page.get("/sign-in")
    page.post("/sign-in", {"email": ZENOBIA[0], "password": PASSWORD}, 422)


def test_what_was_written_stays_and_names_a_former_member(app: Flask, sign_in: SignIn) -> None:
    ids = make_leaving(app)
    with app.app_context():
        versions = {
            row.id: (row.digest, row.content) for row in db.session.scalars(sa.select(Version))
        }
        for person in (ids.quillon, ids.zenobia):
            erase_person(None, person, "At their own wish")
        for row in db.session.scalars(sa.select(Version)):
            assert versions[row.id] == (row.digest, row.content)
            assert PathwayContent.from_plain(row.content).digest == row.digest
            assert row.created_by_name == FORMER
        db.session.close()
    provider = sign_in(COLLEAGUE)
    trail = provider.get(f"/submissions/{ids.submission}/trail").words()
    assert FORMER in trail
    for address in (
        f"/pathways/{ids.pathway}/history",
        f"/pathways/{ids.pathway}/qa-matrix.xlsx",
        f"/submissions/{ids.submission}",
        f"/submissions/{ids.submission}/qa-matrix.xlsx",
        f"/directory/{ids.pathway}",
        f"/directory/{ids.pathway}/coverage.json",
        f"/enquiries/{ids.enquiry}",
        "/enquiries",
        "/organisation/people",
    ):
        _look(provider, address)
    commissioner = sign_in(REVIEWER)
    for address in (
        f"/submissions/{ids.submission}",
        f"/submissions/{ids.submission}/qa-matrix.xlsx",
        f"/briefs/{ids.brief}",
        f"/plans/{ids.plan}",
        f"/plans/{ids.plan}/plan.xlsx",
        f"/submissions/{ids.submission}/trail.json",
        f"/enquiries/{ids.enquiry}",
    ):
        _look(commissioner, address)


def _look(client: Client, address: str) -> None:
    """Open a page or a file, parts of a workbook included, and find no name in it."""
    response = client.raw.get(address)
    assert response.status_code == 200, address
    text = text_of(response)
    assert not any(word in text for word in WORDS), address


def test_the_journal_says_that_it_was_done_and_why(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        admin = Named(ids.admin, "Ash Brand")
        erase_person(admin, ids.quillon, "Quillon Featherby asked by letter")
        steps = db.session.execute(
            sa.select(Journal.action, Journal.person_name, Journal.summary)
            .where(Journal.subject == ids.quillon)
            .order_by(Journal.id.desc())
            .limit(3)
        ).all()
        assert [tuple(step) for step in steps] == [
            ("erased", "Ash Brand", "Personal data was erased"),
            ("account erased", "Ash Brand", f"{FORMER} asked by letter"),
            ("member removed", "Ash Brand", FORMER),
        ]


def test_a_name_that_others_have_is_taken_out_where_it_is_theirs(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        other = make_person("namesake@else.example", make_organisation("Else"), name=QUILLON[1])
        with transaction() as session:
            write_down(session, Named(other, QUILLON[1]), "told", f"By {QUILLON[1]}")
        assert know(db.session, ids.quillon).own == ()
        db.session.close()
        erase_person(None, ids.quillon, "At their own wish")
        # In mails to others nothing says whose name it is; those are forgotten after a time.
        left = {"person.name", "journal.person_name", "journal.summary"}
        assert set(find_words(db.session, QUILLON[1])) == left | {"mail.body", "mail.subject"}
        step = sa.select(Journal.person_name, Journal.summary).where(Journal.person_id == other)
        assert tuple(db.session.execute(step).one()) == (QUILLON[1], f"By {QUILLON[1]}")
        db.session.close()
        assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"


def test_a_word_that_is_a_name_stays_where_it_is_a_word(app: Flask) -> None:
    with app.app_context():
        grace = make_person("grace@x.example", name="Grace")
        with transaction() as session:
            write_down(session, None, "create", "Made “Grace under pressure”")
            write_down(session, None, "assign", "Assigned Grace as a reviewer")
            write_down(
                session, Named(grace, "Grace"), "told", "Grace, of Graceland, at GRACE@x.example"
            )
        erase_person(None, grace, "At their own wish")
        wanted = Journal.action.in_(("create", "assign", "told"))
        told = sa.select(Journal.summary).where(wanted).order_by(Journal.id)
        assert db.session.scalars(told).all() == [
            "Made “Grace under pressure”",
            f"Assigned {FORMER} as a reviewer",
            f"{FORMER}, of Graceland, at {FORMER}",
        ]


def test_a_second_time_finds_nothing_to_change(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        assert erase_person(None, ids.quillon, "Once").steps > 0
        again = erase_person(None, ids.quillon, "Twice")
        assert (again.left, again.closed, again.steps) == ((), (), 0)
        count = sa.select(sa.func.count()).where(Journal.action == "account erased")
        assert db.session.scalar(count) == 1


def test_the_last_owner_names_another_first(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        colleague = (_id_of(COLLEAGUE), ids.provider)
        with transaction() as session:
            session.get_one(Membership, colleague).role = "editor"
        with pytest.raises(OwnerNeededError) as refused:
            erase_person(None, ids.quillon, "At their own wish", "nobody@else.example")
        assert refused.value.names == ("Northgate Learning",)
        person = db.session.get_one(Person, ids.quillon)
        assert person.active
        assert person.erased_at is None
        db.session.close()
        erase_person(None, ids.quillon, "At their own wish", COLLEAGUE.upper())
        assert db.session.get_one(Membership, colleague).role == "owner"


def _id_of(email: str) -> str:
    found = db.session.scalar(sa.select(Person.id).where(Person.email == email))
    assert found is not None
    db.session.close()
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [("active", "closed"), ("asked", "declined"), ("closed", "closed"), ("declined", "declined")],
)
def test_an_organisation_whose_only_member_leaves_is_closed(
    app: Flask, before: str, after: str
) -> None:
    with app.app_context():
        organisation = make_organisation("One Person", state=before)
        person = make_person("only@one.example", organisation, name="Only One")
        stopped = make_person("stopped@one.example", organisation, "editor")
        with transaction() as session:
            session.get_one(Person, stopped).active = False
        erase_person(None, person, "At their own wish")
        assert db.session.get_one(Organisation, organisation).state == after


def test_the_only_administrator_stays(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        with pytest.raises(OnlyAdministratorError):
            erase_person(None, ids.admin, "At their own wish")
        make_person("second@site.example", is_administrator=True)
        erase_person(None, ids.admin, "At their own wish")
        assert not db.session.get_one(Person, ids.admin).is_administrator


def test_an_identity_provider_brings_nobody_back(app: Flask) -> None:
    ids = make_leaving(app)
    signed = Signed("https://id.example", "subject-1", QUILLON[0], True)
    with app.app_context():
        with transaction() as session:
            assert find_or_link(session, signed) == ids.quillon
            begin_erasure(session, None, ids.quillon, "At their own wish")
        for email in (QUILLON[0], nameless_address(ids.quillon)):
            with transaction() as session:
                found = find_or_link(session, replace(signed, email=email))
                assert found is None or not session.get_one(Person, found).active
            with transaction() as session:
                finish_erasure(session, None, ids.quillon)
        with transaction() as session:
            assert find_or_link(session, signed) is None


def test_what_they_sent_goes_on(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        erase_person(None, ids.quillon, "At their own wish")
        row = db.session.get_one(Submission, ids.submission)
        assert (row.sent_by, row.sent_by_name, row.declaration["by"]) == (
            ids.quillon,
            FORMER,
            FORMER,
        )
        mails = db.session.scalars(sa.select(Mail).where(Mail.recipient == "guest@else.example"))
        (mail,) = mails.all()
        assert f"{FORMER} invites you" in mail.body


def test_an_enquiry_of_an_erased_person_can_be_answered(app: Flask, sign_in: SignIn) -> None:
    ids = make_leaving(app)
    with app.app_context():
        erase_person(None, ids.zenobia, "At their own wish")
        mails = sa.select(sa.func.count()).select_from(Mail)
        before = db.session.scalar(mails)
    client = sign_in(COLLEAGUE)
    page = client.get(f"/enquiries/{ids.enquiry}")
    assert "No e-mail goes out: whoever asked has left this site." in page.words()
    values = {"answer": "In June after all", "seen": page.field("seen"), "basis": "", "vat": ""}
    client.post(f"/enquiries/{ids.enquiry}/answer", values)
    page = client.get(f"/enquiries/{ids.enquiry}")
    assert "Your answer is saved, and stands here." in page.words()
    with app.app_context():
        assert db.session.scalar(mails) == before
    assert "In June after all" in sign_in(REVIEWER).get(f"/enquiries/{ids.enquiry}").words()


def test_what_is_random_in_a_proof_goes_so_that_names_cannot_be_tried(app: Flask) -> None:
    ids = make_leaving(app)
    random = (
        sa.select(Enquiry.veil).where(Enquiry.person_id == ids.zenobia),
        sa.select(Person.fs_uniquifier).where(Person.id.in_((ids.zenobia, ids.quillon))),
        sa.select(LinkedAccount.veil),
        sa.select(AccessToken.digest),
        sa.select(Invitation.secret).where(Invitation.email == QUILLON[0]),
    )
    with app.app_context():
        words = [str(word) for asked in random for word in db.session.scalars(asked)]
        assert len(set(words)) == len(words) == 6
        db.session.close()
        for person in (ids.zenobia, ids.quillon):
            erase_person(None, person, "At their own wish")
        assert list(find_words(db.session, *words)) == []


def test_every_column_that_may_hold_a_name_is_known() -> None:
    """A new column whose name says that it holds one is looked at here before it is forgotten."""
    words = ("name", "reviewer", "observer", "owner", "author", "email", "recipient")
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(word in column.name for word in words)
        and isinstance(column.type, sa.String)
        and not column.name.endswith("_id")
    }
    copies = {f"{table.name}.{column}" for table, names in list_name_tables() for column in names}
    typed = {f"{table}.{column}" for table, column in TYPED.items()}
    no_names = {"organisation.name", "organisation.email_domains", "commissioner_standard.name"}
    assert found == copies | typed | no_names | {
        one for one in ELSEWHERE if not one.startswith(("mail.b", "mail.s", "submission"))
    } - {"enquiry.words", "enquiry.answer", "journal.summary", "journal.images"}


def test_images_that_were_replaced_past_the_journal_are_found(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        with transaction() as session:
            erase_from_journal(session, None, know(session, ids.zenobia))
        step = sa.select(Journal).where(Journal.veil.like("%.r")).limit(1)
        with transaction() as session:
            row = session.scalars(step).one()
            row.images = [{**image, "reviewer": "Eve"} for image in row.images or ()]
        done = app.test_cli_runner().invoke(args=["doctor"])
        assert "does not follow" in done.output


def test_a_part_of_a_name_is_no_name(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            write_down(session, None, "told", "Ada Lovelace-Byron and ada@x.example.org")
            known = NameBearer("a" * 16, "ada@x.example", ("Ada Lovelace",), ("Ada Lovelace",))
        with transaction() as session:
            assert erase_from_journal(session, None, known) == 0
