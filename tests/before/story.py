"""What people do in a copy before its database is kept: a bit of everything that leaves rows.

All of it goes through pages and commands, so that it can be told again at any commit.
"""

from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask

from tests.before.reviewing import send_again, send_and_review, send_in_vain, set_standards
from tests.before.scene import (
    ADMIN,
    BUYER,
    CODES,
    EDITOR,
    GUARDED,
    OWN,
    OWNER,
    READER,
    REVIEWER,
    STOPPED,
    TITLE,
    Story,
    last,
)
from tests.before.visitor import Visitor


def tell(app: Flask, engine: sa.Engine) -> Story:
    """Let everything happen; return what is there after."""
    story = Story(app, engine)
    story.run("db", "upgrade")
    story.run("framework", "load")
    story.run("demo", "load")
    for part in (
        _join,
        _build,
        set_standards,
        send_and_review,
        send_again,
        send_in_vain,
        _publish,
        _ask,
        _write_briefs,
        _administer,
    ):
        part(story)
    return story


def _choose_password(story: Story, printed: str, password: str = OWN) -> None:
    link = urlsplit(printed.split("Choose a password within an hour: ")[1].strip())
    newcomer = Visitor(story.app)
    newcomer.get(link.path)
    newcomer.post(link.path, {"password": password}, 302)


def _join(story: Story) -> None:
    """Make Harbour Training and its people, colleagues of a reviewer, and some who wait."""
    kinds = ("--kind", "provider", "--kind", "employer")
    for email, name, organisation, role in (
        (OWNER, "Ada Ó Faoláin", "Harbour Training", "owner"),
        (STOPPED, "Sam Quince", "Harbour Training", "reader"),
        (GUARDED, "Guy Marsh", "Harbour Training", "editor"),
        (REVIEWER, "Noor Haddad", "Metro Commissioning", "editor"),
        (READER, "Rae Quill", "Metro Commissioning", "reader"),
    ):
        told = ("--name", name, "--organisation", organisation, "--role", role)
        _choose_password(story, story.run("user", "create", email, *told, *kinds))
    owner = story.person(OWNER)
    people = "/organisation/people"
    for email in (EDITOR, "waiting@harbour.example", "revoked@harbour.example"):
        owner.fill(people, "/invitations", email=email, role="editor")
        shown = owner.get(people) if email != EDITOR else None
        assert shown is None or email in shown.words()
        if email == EDITOR:
            body = story.ask("SELECT body FROM mail WHERE recipient = :email", email=email)
            start = body.index("/invitations/")
            link = body[start:].split()[0]
            Visitor(story.app).fill(link, link, name="Ellis Brand", password=OWN)
    revoked = story.ask("SELECT id FROM invitation WHERE email LIKE 'revoked%'")
    owner.fill(people, f"/{revoked}/revoke")
    _guard(story)
    for name, email in (("Quay Choir", "quay@waiting.example"), ("Odd Lot", "odd@lot.example")):
        Visitor(story.app).fill(
            "/organisations/new",
            "/organisations/new",
            organisation=name,
            kinds=["provider", "commissioner"],
            note="We teach by the water.",
            name="Kit Marlow",
            email=email,
            password=OWN,
        )
    Visitor(story.app).post(
        "/sign-in", {"email": OWNER, "password": "not the password at all"}, 422
    )


def _guard(story: Story) -> None:
    """Turn on a second factor."""
    from passlib.totp import TOTP  # type: ignore[import-untyped]  # ships no types

    person = story.person(GUARDED)
    page = person.post("/account/second-factor", {"password": OWN}, 200)
    key = next(e for e in page.tree.iter() if "scan__key" in (e.get("class") or ""))
    text = "".join((key.text or "").split("-"))
    code = TOTP(key=text, format="base32").generate().token
    person.post("/account/second-factor/on", {"token": page.field("token"), "code": code}, 200)
    story.ids["second factor"] = text


def _build(story: Story) -> None:
    """Build a pathway step by step, with undo and redo, a copy put away, and one deleted."""
    owner, editor = story.person(OWNER), story.person(EDITOR)
    levels = {"target_level": "2", "entry_level": "1", "standard": "balanced"}
    base = owner.fill("/pathways/new", "/pathways/new", title=TITLE, **levels).partition("?")[0]
    pathway = story.ids["steady"] = last(base)
    modules = []
    for title, minutes in (("Arriving", "90"), ("Staying – 50 % of it", "1 h 30"), ("Gone", "5")):
        new = f"{base}/modules/new"
        owner.fill(new, new, title=title, minutes=minutes, description=f"About {title}.\nTwice.")
        modules.append(
            story.ask("SELECT id FROM module WHERE title = :title AND pathway_id = :p",
                      title=title, p=pathway)
        )  # fmt: skip
    first, second, third = modules
    for text in ("Name what helps", "Say it plainly", "Leave again"):
        new = f"{base}/modules/{first}/outcomes/new"
        owner.fill(new, new, text=text)
    for number, code in enumerate(CODES):
        cell = f"{first if number % 2 else second}:{code}::{'IDA'[number % 3]}"
        editor.press(base, f"{base}/treatments", cell=cell)
    owner.press(base, f"{base}/treatments", cell=f"{second}:{CODES[0]}:I:A")
    owner.press(base, f"{base}/undo")
    owner.press(base, f"{base}/redo")
    owner.press(base, f"{base}/treatments", cell=f"{first}:L3-KA-K01::D")
    owner.press(base, f"{base}/undo")
    mapping = story.ask("SELECT id FROM mapping WHERE module_id = :m AND code = :c",
                        m=first, c=CODES[1])  # fmt: skip
    outcome = story.ask("SELECT id FROM outcome WHERE text = 'Say it plainly'")
    edit = f"{base}/mappings/{mapping}"
    owner.fill(edit, edit, evidence="=Card at the door, 3+4\nRead aloud.", outcomes=[outcome])
    owner.press(base, f"{base}/modules/{second}/up")
    owner.press(base, f"{base}/modules/{third}/delete")
    edit = f"{base}/modules/{first}/edit"
    owner.fill(edit, edit, assessment="A short talk, “how was it?”", activities="Role play")
    owner.fill(
        f"{base}/details",
        "/details",
        summary="For desks that see everybody.",
        sectors=["Health", "Housing and homelessness"],
        regions="Coventry, Dudley",
        languages="English, Cymraeg",
        delivery=["In person", "Blended"],
        contact_minutes="3 h",
        group_min="4",
        group_max="16",
        price="480.50",
        price_basis="group",
        vat="added",
        contact="desk@harbour.example",
    )
    owner.fill(
        f"{base}/assurance",
        "/assurance",
        facilitators="Two, supervised monthly.",
        lived_experience="A panel of six, paid by the hour.",
        review_date=["27", "3", "2031"],
    )
    for name, act in (("archived", "archive"), ("deleted", "archive")):
        copy = owner.fill(f"{base}/details", "/duplicate").partition("?")[0]
        story.ids[name] = last(copy)
        owner.press(copy, f"{copy}/{act}")
    gone = story.ids["deleted"]
    owner.fill("/pathways", f"{gone}/delete")
    story.expect(OWNER, base, TITLE, "Arriving", "Staying – 50 % of it", CODES[0])
    story.expect(OWNER, edit, "A short talk", "Role play")
    mapped = f"{base}/mappings/{mapping}"
    story.expect(OWNER, mapped, "Say it plainly", "=Card at the door, 3+4 Read aloud.")
    story.expect(OWNER, f"{base}/matrix", CODES[0], "Arriving")
    story.expect(OWNER, f"{base}/coverage", "Trauma Informed")
    story.expect(OWNER, "/pathways", TITLE)


def _publish(story: Story) -> None:
    """Publish both ways, and take one publication back."""
    owner, steady = story.person(OWNER), story.ids["steady"]
    _show(story, steady, "public")
    base = f"/pathways/{steady}"
    copy = owner.fill(f"{base}/details", "/duplicate").partition("?")[0]
    story.ids["limited"] = last(copy)
    owner.fill(f"{copy}/details", "/details", title="Steady hands, for few")
    _show(story, last(copy), "organisations")
    copy = owner.fill(f"{base}/details", "/duplicate").partition("?")[0]
    story.ids["taken back"] = last(copy)
    _show(story, last(copy), "public")
    owner.fill(f"{copy}/versions", "/unpublish")
    story.expect(BUYER, f"/directory/{steady}", TITLE, "For desks that see everybody.", "480.50")
    story.expect(BUYER, f"/directory/{story.ids['limited']}", "Steady hands, for few")
    story.expect(BUYER, "/directory?q=steady", TITLE, "Steady hands, for few")
    story.expect(BUYER, f"/compare?pathway={steady}&pathway={story.ids['limited']}", TITLE)
    story.expect(BUYER, "/region", "Wellbeing")
    # An edit after publishing, which the directory does not show.
    owner.fill(f"{base}/details", "/details", summary="For desks that see everybody, later.")


def _show(story: Story, pathway: str, visibility: str) -> None:
    versions = f"/pathways/{pathway}/versions"
    owner = story.person(OWNER)
    if "Freeze a version now" in owner.get(versions).words():
        owner.fill(versions, "/versions")
    version = story.ask("SELECT id FROM version WHERE pathway_id = :p ORDER BY number DESC LIMIT 1",
                        p=pathway)  # fmt: skip
    owner.press(versions, f"/pathways/{pathway}/publish", version=version, visibility=visibility)


def _ask(story: Story) -> None:
    """Ask a provider: a visitor, and a person with an account, who is answered."""
    address = f"/directory/{story.ids['steady']}/enquiry"
    asked = {"name": "Pat Low", "email": "pat@low.example", "words": "Do you come to Dudley?"}
    Visitor(story.app).fill(address, "/enquiry", organisation="Low & Sons", **asked)
    story.person(BUYER).fill(address, "/enquiry", words="Is there a ramp?")
    enquiry = story.ask("SELECT id FROM enquiry WHERE words LIKE '%ramp%'")
    story.person(OWNER).fill("/enquiries", f"{enquiry}/answered")
    story.expect(OWNER, "/enquiries", "Do you come to Dudley?", "Low & Sons", "pat@low.example")
    story.expect(OWNER, "/enquiries?show=answered", "Is there a ramp?")


def _write_briefs(story: Story) -> None:
    """Write briefs: private, shown, put away."""
    buyer = story.person(BUYER)
    for name, act in (("Desks 2027", ""), ("Wardens 2027", "share"), ("Old need", "archive")):
        brief = buyer.fill(
            "/briefs/new",
            "/briefs/new",
            title=name,
            group_0_name="Wardens",
            group_0_level="2",
            group_0_people="12",
            group_0_brings="1",
            codes=", ".join(CODES[:2]),
            budget="1200.50",
            musts=["hours"],
            minutes="7 h",
            notes=f"Notes of {name}",
        )
        if act:
            buyer.fill(brief, f"/{act}")
        story.ids[name] = last(brief)
    for name in ("Desks 2027", "Wardens 2027"):
        story.expect(BUYER, f"/briefs/{story.ids[name]}", name, f"Notes of {name}", "£1,200.50")
    story.expect(OWNER, f"/briefs/{story.ids['Wardens 2027']}", "Notes of Wardens 2027")
    story.expect(BUYER, "/briefs", "Desks 2027", "Old need")


def _administer(story: Story) -> None:
    """Stop a person, decline an organisation, and close one; one goes on waiting."""
    admin = story.person(ADMIN)
    stopped = story.ask("SELECT id FROM person WHERE email = :email", email=STOPPED)
    admin.press("/administration", f"/administration/people/{stopped}/stop")
    odd = story.ask("SELECT id FROM organisation WHERE name = 'Odd Lot'")
    decline = f"/administration/organisations/{odd}/decline"
    admin.post(decline, {f"{odd}-words": "Not of this region."})
    story.run("user", "create", "shut@shop.example", "--organisation", "Shut Shop")
    shut = story.ask("SELECT id FROM organisation WHERE name = 'Shut Shop'")
    close = f"/administration/organisations/{shut}/close"
    admin.post(close, {f"{shut}-words": "They asked for it."})
    story.expect(
        ADMIN,
        "/administration",
        "Quay Choir",
        "We teach by the water.",
        "Not of this region.",
        "They asked for it.",
        "Stopped",
    )
    story.expect(ADMIN, "/administration/outbox", "waiting@harbour.example")
    story.expect(OWNER, "/organisation/people", "waiting@harbour.example", "Ellis Brand")
