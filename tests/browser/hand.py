"""A hand that counts: clicks and pastes, and whether each left the page where it was."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

NEAR = 100
"""Pixels that a thing may move on the screen when it is acted on."""

PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


BRING = """one => {
  const { left, top, width, height } = one.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  if (!one.contains(seen) && !seen?.contains(one)) {
    one.scrollIntoView({ block: "center", behavior: "instant" });
  }
}"""
"""As a person brings a thing to the middle of the window where it is not seen."""


@dataclass
class Hand:
    """Works on a page as a person does, and keeps count.

    `lost` are clicks that did nothing, `thrown` what moved out of its place, `astray` where the
    focus fell back to the page's start.
    """

    page: Page
    clicks: int = 0
    pastes: int = 0
    keys: int = 0
    lost: list[str] = field(default_factory=list)
    thrown: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Clicks and pastes together."""
        return self.clicks + self.pastes

    def go(self, target: Locator) -> None:
        """Click something that leads to another page."""
        self.clicks += 1
        with self.page.expect_navigation():
            target.click()

    def click(self, target: Locator, *, until: Locator | None = None) -> None:
        """Click something that changes the page; `until` is what has to be seen then."""
        self.clicks += 1
        target.evaluate(BRING)
        mark = target.get_attribute("id")
        before = _top(target)
        target.click()
        if until is not None:
            try:
                expect(until).to_be_visible()
            except AssertionError:
                self.lost.append(str(target))
        expect(self.page.locator(".htmx-request, [aria-busy=true]")).to_have_count(0)
        there = self.page.locator(f"[id='{mark}']") if mark else target
        if there.count() == 1 and there.is_visible() and abs(_top(there) - before) > NEAR:
            self.thrown.append(f"{target}: {before:.0f} to {_top(there):.0f}")
        if self.page.evaluate("document.activeElement === document.body"):
            self.astray.append(str(target))

    def paste(self, text: str, into: Locator | None = None) -> None:
        """Paste a text where the focus is, or into a field that was clicked."""
        self.pastes += 1
        if into is not None:
            into.fill(text)
        else:
            self.page.evaluate(PASTE, text)

    def reach(self, target: Locator, limit: int = 400) -> None:
        """Go on by Tab until something has the focus."""
        for _ in range(limit):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{target} was not reached by {limit} times Tab")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)


def _top(target: Locator) -> float:
    box = target.bounding_box()
    return box["y"] if box else 0.0
