"""A commissioner's standards, and submissions from the first word to the last decision."""

from tests.before.scene import (
    CODES,
    METRO,
    OWNER,
    READER,
    REVIEWER,
    SEVERN,
    TITLE,
    Story,
    last,
)


def set_standards(story: Story) -> None:
    """Let a commissioner define one standard in two versions, and retire another."""
    metro = story.person(METRO)
    values = {"gist": "What each desk is asked for.", "has_strands": "y", "share": "10"}
    made = metro.fill(
        "/standards/new", "/standards/new", name="Metro core", required=list(CODES[:2]), **values
    )
    story.ids["standard"] = family = last(made)
    story.ids["standard 1"] = story.ask(
        "SELECT id FROM commissioner_standard WHERE family = :family", family=family
    )
    made = metro.fill("/standards/new", "/standards/new", name="Metro once", **values)
    metro.fill(made, "/retire")
    story.ids["retired"] = last(made)


def _submit(story: Story, email: str, pathway: str, to: str, standard: str) -> str:
    """Send a pathway with every reason that is asked for; return the submission's id."""
    organisation = story.ask("SELECT id FROM organisation WHERE name = :name", name=to)
    address = f"/pathways/{pathway}/submit"
    asked = f"{address}?commissioner={organisation}&standard={standard}"
    page = story.person(email).get(asked)
    reasons = {
        (e.get("name") or "").replace("-", "_"): "Taught in our induction."
        for e in page.tree.iter("textarea")
        if (e.get("name") or "").startswith("reason-")
    }
    return last(
        story.person(email).fill(
            asked,
            "/submit",
            words="All of this is as we teach it.",
            by="Ada Ó Faoláin",
            role="Head of Learning",
            confirm="y",
            **reasons,
        )
    )


def send_and_review(story: Story) -> None:
    """Send to Metro under its own standard, and review: every finding, words of both sides."""
    pathway = story.ids["steady"]
    sent = _submit(story, OWNER, pathway, "Metro Commissioning", story.ids["standard 1"])
    story.ids["reviewed"] = sent
    metro, reviewer, owner = (story.person(one) for one in (METRO, REVIEWER, OWNER))
    show = f"/submissions/{sent}"
    colleague = story.ask("SELECT id FROM person WHERE email = :email", email=REVIEWER)
    metro.press(show, f"{show}/reviewers", person=colleague)
    reviewer.fill(show, "/interest", has_interest="yes", interest="I once taught at Harbour.")
    metro.fill(show, "/interest", has_interest="no")
    for row, wish in (
        (CODES[0], "met"),
        (CODES[1], "partly_met"),
        (CODES[2], "not_met"),
        (CODES[3], "not_applicable"),
        ("line-KA", "met"),
        ("whole", "partly_met"),
    ):
        reviewer.press(show, f"{show}/findings", mark=f"{row}||{wish}")
    reviewer.press(show, f"{show}/findings", mark=f"{CODES[2]}|not_met|partly_met")
    for person, row, text in (
        (reviewer, CODES[1], "Which card is it?\nI could not find it."),
        (owner, CODES[1], "The yellow one, =A1 of the set."),
        (metro, "line-KA", "Clear."),
        (owner, "whole", "Thank you for reading ‘so’ closely."),
    ):
        place = f"{show}/rows/{row}"
        person.fill(place, "/comments", text=text)
    edit = f"/standards/{story.ids['standard']}/edit"
    metro.fill(edit, edit, share="40", name="Metro core, wider")
    story.expect(METRO, f"/standards/{story.ids['standard']}", "Metro core, wider", "Version 2")
    story.expect(METRO, "/standards", "Metro once")
    story.expect(METRO, "/submissions", TITLE)
    story.expect(METRO, show, "Metro core", "I once taught at Harbour.", "Noor Haddad")
    story.expect(OWNER, show, TITLE, "All of this is as we teach it.", "Head of Learning")
    story.expect(READER, f"{show}/competencies", CODES[0], "Partly met", "Not applicable")
    story.expect(OWNER, f"{show}/rows/{CODES[1]}", "Which card is it?", "The yellow one, =A1")
    story.expect(METRO, f"{show}/modules", "Arriving", "A short talk")
    story.expect(METRO, f"{show}/trail", "Noor Haddad", "Ada Ó Faoláin")


def _decide(story: Story, email: str, sent: str, outcome: str, words: str, *ends: str) -> None:
    address = f"/submissions/{sent}/decision"
    given = {"ends_on": list(ends)} if ends else {}
    form = story.person(email).get(address)
    values = {"operation": form.field("operation"), "outcome": outcome, "words": words, **given}
    story.person(email).post(address, values)


def send_again(story: Story) -> None:
    """Send to Severn, be asked for changes, send the next version, approve, withdraw, approve."""
    pathway, owner, severn = story.ids["steady"], story.person(OWNER), story.person(SEVERN)
    sent = story.ids["asked"] = _submit(story, OWNER, pathway, "Severn Vale Commissioning", "half")
    severn.fill(f"/submissions/{sent}", "/interest", has_interest="no")
    severn.fill(f"/submissions/{sent}/rows/line-WB", "/comments", text="Where is wellbeing?")
    severn.press("/submissions", f"/submissions/{sent}/findings", mark="line-WB||not_met")
    _decide(story, SEVERN, sent, "changes_asked_for", "Please add wellbeing.")
    base = f"/pathways/{pathway}"
    module = story.ask("SELECT id FROM module WHERE title = 'Arriving' AND pathway_id = :p",
                       p=pathway)  # fmt: skip
    owner.press(base, f"{base}/treatments", cell=f"{module}:L2-WB-K01::D")
    again = _submit(story, OWNER, pathway, "Severn Vale Commissioning", "half")
    story.ids["approved"] = again
    _decide(story, SEVERN, again, "approved", "Good. Only until spring.", "31", "3", "2098")
    decision = story.ask("SELECT id FROM decision WHERE submission_id = :s", s=again)
    show = f"/submissions/{again}"
    severn.fill(f"{show}/decision", f"{decision}/withdraw", words="We had read the wrong file.")
    _decide(story, SEVERN, again, "approved", "Now it is well read.", "30", "4", "2099")
    story.expect(OWNER, f"/submissions/{sent}/decision", "Please add wellbeing.")
    story.expect(OWNER, f"{show}/decision", "We had read the wrong file.", "Now it is well read.")
    story.expect(SEVERN, f"{show}/letter", "Now it is well read.", TITLE)
    story.expect(SEVERN, f"{show}/changes", "L2-WB-K01")
    story.expect(OWNER, f"{base}/versions", "Version 2", "L2-WB-K01")


def send_in_vain(story: Story) -> None:
    """Withdraw one submission, and have one declined."""
    pathway = story.ask(
        "SELECT p.id FROM pathway p JOIN organisation o ON o.id = p.organisation_id "
        "WHERE o.name = 'Northgate Learning' AND p.id NOT IN (SELECT pathway_id FROM submission) "
        "ORDER BY p.title LIMIT 1"
    )
    owner = "provider@demo.example"
    sent = story.ids["withdrawn"] = _submit(story, owner, pathway, "Metro Commissioning", "full")
    story.person(owner).press(
        f"/submissions/{sent}", f"/submissions/{sent}/withdraw", words="Sent too early."
    )
    sent = story.ids["declined"] = _submit(story, owner, pathway, "Metro Commissioning", "full")
    _decide(story, METRO, sent, "declined", "It is not what we buy.")
    story.expect(owner, f"/submissions/{story.ids['withdrawn']}", "withdrawn")
    story.expect(owner, f"/submissions/{sent}/decision", "It is not what we buy.")
