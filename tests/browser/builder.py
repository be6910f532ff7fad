"""The builder as its people use it, with scripts or without."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from pathways.db import db
from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.records.editions import current_edition
from tests.factories import CURRENT_EDITION, PASSWORD


def sign_in(page: Page, email: str) -> None:
    """Sign in through the form."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Account")).to_be_visible()


def two_parts(outcomes: tuple[Outcome, ...], each: int = 15) -> PathwayContent:
    """Return a pathway of two modules with so many mappings, all of the first outcome, no notes."""
    codes = [item.code for item in current_edition(db.session).competencies if item.level == 2]
    modules = tuple(
        Module(
            id=f"m{number}",
            title=f"Part {number}",
            minutes=120,
            outcomes=outcomes,
            mappings=tuple(
                Mapping(code, Treatment.INTRODUCED, "", (outcomes[0].id,))
                for code in codes[number::10][:each]
            ),
        )
        for number in range(2)
    )
    return PathwayContent(CURRENT_EDITION, "A course", 2, entry_level=1, modules=modules)


@dataclass
class Builder:
    """A pathway's builder in a page."""

    page: Page

    def make(self, title: str) -> str:
        """Make a pathway of level 2 on Trauma Aware, judged by Balanced; return its address."""
        self.page.goto("/pathways")
        self.page.get_by_role("link", name="Make the first one").click()
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label("2 Trauma Informed").check()
        self.page.get_by_label("Required on entry").select_option("Trauma Aware")
        self.page.get_by_label("Standard").select_option("balanced")
        self.page.get_by_role("button", name="Make the pathway").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        # Before its scripts are there, a page answers by whole pages.
        self.page.wait_for_load_state()
        return self.page.url

    def add_module(self, title: str, minutes: str) -> None:
        """Add a module through its form."""
        self.page.locator("#module-form a").first.click()
        form = self.page.locator("form", has=self.page.get_by_role("button", name="Save module"))
        form.get_by_label("Title").fill(title)
        form.get_by_label("Minutes").fill(minutes)
        form.get_by_role("button", name="Save module").click()
        expect(self.module(title)).to_be_visible()
        expect(form).to_have_count(0)

    def module(self, title: str) -> Locator:
        """Return a module's article."""
        heading = self.page.get_by_role("heading", level=3, name=title)
        return self.page.locator("article.module", has=heading)

    def open_menu(self, title: str) -> None:
        """Open the menu of a module."""
        self.module(title).locator("summary.menu__dots").click()

    def row(self, title: str, code: str) -> Locator:
        """Return the row of a competency in a module."""
        return self.module(title).locator(f".mapping:has-text('{code}')")

    def choose(self, title: str) -> None:
        """Choose the module that competencies are added to."""
        link = self.page.locator("#target").get_by_role("link", name=title)
        link.click()
        expect(link).to_have_attribute("aria-current", "true")

    def open_shelf(self, name: str) -> None:
        """Open a theme in the panel."""
        self.page.locator("#panel").get_by_role("link", name=name).click()
        expect(self.page.locator(".shelf--open")).to_contain_text(name)

    def add(self, code: str, title: str) -> None:
        """Add a competency that the panel shows."""
        self.page.locator(f"#p-{code}-I").click()
        expect(self.row(title, code)).to_be_visible()

    def mend(self, line: str, title: str) -> str:
        """Add the first competency that a gap offers; return its code."""
        gap = self.page.locator(f"#mend-{line}")
        code = gap.locator(".code").first.inner_text()
        gap.get_by_role("group", name=f"Add {code}").get_by_role("button").first.click()
        expect(self.row(title, code)).to_be_visible()
        return code

    def treat(self, title: str, code: str, word: str) -> None:
        """Press how far a competency is taken."""
        button = self.row(title, code).get_by_role("button", name=word)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def describe(self, title: str, code: str, evidence: str) -> None:
        """Write an evidence note."""
        self.open_row(title, code)
        form = self.page.locator("form", has=self.page.get_by_label("Evidence"))
        form.get_by_label("Evidence").fill(evidence)
        form.get_by_role("button", name="Save", exact=True).click()
        expect(self.row(title, code)).to_contain_text(evidence)

    def open_row(self, title: str, code: str) -> None:
        """Open the form of a competency's row."""
        self.row(title, code).locator(".mapping__label a").click()

    def add_outcome(self, title: str, text: str) -> None:
        """Add a learning outcome."""
        self.module(title).get_by_role("link", name="Add outcome").click()
        self.page.get_by_label("Learning outcome").fill(text)
        self.page.get_by_role("button", name="Save outcome").click()
        expect(self.module(title)).to_contain_text(text)

    @property
    def verdict(self) -> Locator:
        """The verdict in one sentence."""
        return self.page.locator("#verdict")
