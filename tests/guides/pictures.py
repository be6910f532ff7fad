"""`make pictures`: take the pictures of the guides and of README anew, from the demonstration.

A copy of its own is made, served and opened in Chromium; what a picture shows beyond a page is done
there as people would do it: a finding, a comment, a workbook that comes back. Look at what was
taken before it is kept. The sheet of a workbook is the one picture that is made by hand, in
LibreOffice.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, expect

from pathways.accounts.demonstration import PASSWORD
from pathways.config import ROOT
from pathways.guides.reading import PICTURES
from tests.chromium import OPTIONS, PATIENCE, settle, start_chromium
from tests.gunicorn import run_gunicorn
from tests.submissions.workbooks import Review

PROVIDER: Final = "provider@demo.example"
REVIEWER: Final = "reviewer@demo.example"
COMMISSIONER: Final = "commissioner@demo.example"
BUYER: Final = "learning@demo.example"
HOUSING: Final = "Trauma Informed practice for housing teams"
DESK: Final = "Behind the front desk: trauma awareness for primary care teams"
BRIEFING: Final = "Trauma Informed youth work: the complete two-hour briefing"
SCHOOLS: Final = "The whole school, the whole day: Trauma Informed practice in schools"
NEED: Final = "Front doors and housing support 2027"
SECRET: Final = "of a demonstration, which nobody else reaches"


@dataclass(frozen=True, slots=True)
class Site:
    """The demonstration, served: where, and what it holds."""

    address: str
    database: Path
    folder: Path

    def find(self, table: str, title: str) -> str:
        """Return the id of what has this title."""
        with sqlite3.connect(self.database) as data:
            (found,) = data.execute(
                f"SELECT id FROM {table} WHERE title = ?",  # noqa: S608  # of ours
                (title,),
            ).fetchone()
        return str(found)

    def pathway(self, title: str) -> str:
        """Return the address of a pathway."""
        return f"/pathways/{self.find('pathway', title)}"

    def submission(self, title: str) -> str:
        """Return the address of what was sent of a pathway."""
        with sqlite3.connect(self.database) as data:
            (found,) = data.execute(
                "SELECT submission.id FROM submission JOIN version ON version.id = version_id "
                "WHERE version.pathway_id = ?",
                (self.find("pathway", title),),
            ).fetchone()
        return f"/submissions/{found}"


Act = Callable[[Page, Site], Locator | None]
"""What is done on a page before its picture; where it returns something, that alone is shown."""


def nothing(_page: Page, _site: Site) -> None:
    """Show a page as it opens."""


def open_theme(page: Page, _site: Site) -> None:
    """Open a theme of the framework beside the modules."""
    page.locator("#panel").get_by_role("link", name="Language").click()
    expect(page.locator(".shelf--open")).to_contain_text("Language")
    page.mouse.move(640, 205)


def open_form(page: Page, _site: Site) -> Locator:
    """Open the form of a competency's row."""
    page.locator(".mapping:has-text('L1-KA-K02') .mapping__label a").first.click()
    form = page.locator(".mapping--form").first
    expect(form.get_by_label("Evidence")).to_be_focused()
    return form


def review(page: Page, _site: Site) -> None:
    """Mark two rows by keyboard, and ask something about the second."""
    marked = page.locator("#review-bar")
    page.keyboard.press("n")
    for key, count in (("1", "5"), ("2", "6")):
        page.keyboard.press(key)
        expect(marked).to_contain_text(f"{count} of 75")
    settle(page)
    page.keyboard.press("k")
    page.keyboard.press("c")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("Which of the two rooms is meant?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your comment is kept")).to_be_visible()
    settle(page)
    page.evaluate("scrollTo(0, 190)")


def bring_back(page: Page, site: Site) -> None:
    """Export a submission's workbook, mark a row on screen meanwhile, and bring the file back."""
    where = site.submission(HOUSING)
    page.goto(f"{where}/competencies?state=open&theme=KA")
    data = page.request.get(f"{site.address}{where}/qa-matrix.xlsx").body()
    file = Review(data)
    file.put("L2-KA-K15", Finding="Met").put("L2-KA-K17", Finding="Met")
    asked = "Slide 12 names it. Where do learners practise it?"
    file.put("L2-KA-K18", Finding="Partly met", Comment=asked)
    file.put("L2-KA-K14", Finding="Met", Comment="The role-play shows it well.")
    path = site.folder / "back.xlsx"
    path.write_bytes(file.saved())
    page.locator("#row-L2-KA-K14").get_by_role("button", name="Partly").click()
    expect(page.locator("#row-L2-KA-K14")).to_contain_text("Not shared yet")
    page.goto(f"{where}/return")
    page.locator("#workbook").set_input_files(path)
    page.locator("#return-file button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the workbook would change")


def gather(page: Page, _site: Site) -> None:
    """Choose two pathways to compare."""
    for number in (0, 1):
        page.get_by_role("button", name="Add to comparison").nth(0).click()
        settle(page)
        expect(page.locator("#basket")).to_contain_text("pathway" if number == 0 else "2 pathways")
    page.evaluate("scrollTo(0, 0)")


def show_proportion(page: Page, _site: Site) -> None:
    """Scroll to what is behind the claims."""
    page.get_by_text("In proportion", exact=True).first.evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 140)"
    )


def wait_for_plan(page: Page, _site: Site) -> None:
    """Wait until the plan is worked out."""
    expect(page.get_by_role("button", name="Keep this plan")).to_be_visible(timeout=120_000)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, who sees it, where, in which size, and what is done before."""

    name: str
    who: str
    address: Callable[[Site], str]
    height: int = 820
    width: int = 1280
    act: Act = nothing


def compared(site: Site) -> str:
    """Return the address of three pathways side by side."""
    asked = (f"pathway={site.find('pathway', title)}" for title in (HOUSING, SCHOOLS, BRIEFING))
    return f"/compare?{'&'.join(asked)}"


PICTURES_TAKEN: Final = (
    Picture("new", PROVIDER, lambda site: "/pathways/new"),
    Picture("builder", PROVIDER, lambda site: site.pathway(HOUSING)),
    Picture("matrix", PROVIDER, lambda site: f"{site.pathway(HOUSING)}/matrix"),
    Picture("add", PROVIDER, lambda site: site.pathway(DESK), act=open_theme),
    Picture("mapping", PROVIDER, lambda site: site.pathway(DESK), act=open_form),
    Picture("evidence", PROVIDER, lambda site: f"{site.pathway(DESK)}/evidence"),
    Picture("standards", PROVIDER, lambda site: f"{site.pathway(DESK)}/coverage?standard=assessed"),
    Picture(
        "review",
        REVIEWER,
        lambda site: f"{site.submission(HOUSING)}/competencies?theme=CH",
        act=review,
    ),
    Picture(
        "return",
        REVIEWER,
        lambda site: f"{site.submission(HOUSING)}/competencies",
        height=1000,
        act=bring_back,
    ),
    Picture("letter", COMMISSIONER, lambda site: f"{site.submission(DESK)}/letter", width=860),
    Picture("directory", "", lambda site: "/directory?level=2", act=gather),
    Picture("offer", "", lambda site: f"/directory/{site.find('pathway', BRIEFING)}", height=1000),
    Picture("compare", "", compared, height=860, act=show_proportion),
    Picture(
        "brief",
        BUYER,
        lambda site: f"/briefs/{site.find('brief', NEED)}?level=2",
        height=860,
    ),
    Picture(
        "plan",
        BUYER,
        lambda site: f"/briefs/{site.find('brief', NEED)}/plan",
        height=1250,
        act=wait_for_plan,
    ),
)


def main() -> int:
    """Take every picture, or those that are named; 1 where one of these names is none."""
    asked = sys.argv[1:]
    if unknown := set(asked) - {picture.name for picture in PICTURES_TAKEN}:
        print("There is no such picture:", *sorted(unknown))
        return 1
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder)) as site,
        start_chromium() as browser,
    ):
        for picture in PICTURES_TAKEN:
            if not asked or picture.name in asked:
                print(picture.name, f"{take(picture, site, browser):,} bytes")
    return 0


def take(picture: Picture, site: Site, browser: Browser) -> int:
    """Take one picture; return how many bytes it has."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(**{**OPTIONS, "viewport": size, "base_url": site.address})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if picture.who:
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(picture.who)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("link", name="Account")).to_be_visible()
    page.goto(picture.address(site))
    settle(page)
    shown = picture.act(page, site) or page
    settle(page)
    path = PICTURES / f"{picture.name}.png"
    shown.screenshot(path=path, animations="disabled")
    context.close()
    return path.stat().st_size


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Make the demonstration in a folder, and serve it until the block ends."""
    database = folder / "demonstration.sqlite"
    url = f"sqlite:///{database}"
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PATHWAYS_")},
        "PATHWAYS_DATABASE_URL": url,
        "PATHWAYS_INSTANCE": str(folder),
        "PATHWAYS_SECRET_KEY": SECRET,
        "PATHWAYS_DEMO": "1",
    }
    for command in (("db", "upgrade"), ("framework", "load"), ("demo", "load")):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            env=environ,
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    with run_gunicorn(url, folder, SECRET, more={"PATHWAYS_DEMO": "1"}) as server:
        for _ in range(200):
            try:
                urlopen(f"{server.address}/healthz").close()  # noqa: S310  # our own
                break
            except (URLError, ConnectionError):
                time.sleep(0.1)
        yield Site(server.address, database, folder)


if __name__ == "__main__":
    sys.exit(main())
