"""From a key press or a click to the painted answer, in Chromium, over gunicorn.

With other checkouts, each act is done on all of them, turn by turn.
"""

import math
import statistics
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, Response
from playwright.sync_api import Error as PlaywrightError

from tests.bench.bare import serve_bare
from tests.bench.printing import heading, line
from tests.bench.sites import EMAIL, PASSWORD, ROOT, Site, open_site
from tests.chromium import count_styled, start_chromium

SIZES = (2, 20, 60)
ROUNDS = 15
LOADS = 7
UNUSED = 3  # the first turns load and lay out what later ones find there
FRAME = 1000 / 60  # milliseconds
PATIENCE = 15_000  # milliseconds
# An act begins with the time stamp of its key or click. What it is answered with is put in place in
# one go; a callback for the frame runs before that is painted, and a message posted in it comes
# after. The frame's own time stamp would be that of its beginning.
WATCH = """() => {
  window.acts = [];
  let start = 0, isOurs = false, isDrawn = false;
  const begin = (event) => { start = event.timeStamp; isDrawn = false; };
  document.addEventListener("keydown", begin, true);
  document.addEventListener("click", begin, true);
  const painted = new MessageChannel();
  painted.port1.onmessage = () => window.acts.push(performance.now() - start);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig;
    isOurs = Boolean(asked) && !asked.path.endsWith("/here");
  });
  for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap"]) {
    document.addEventListener(name, () => {
      if (!isOurs || isDrawn || !start) return;
      isDrawn = true;
      requestAnimationFrame(() => painted.port2.postMessage(0));
    });
  }
}"""
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


@dataclass
class Acts:
    """What is done on one page, and how long each took to be painted, by the act's name."""

    page: Page
    turns: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)

    def do(self, name: str, before: "Step", act: "Step") -> None:
        """Do one act, and note what it took; one that the page does not offer is noted as such."""
        if name in self.lacking:
            return
        sent: list[Response] = []

        def note(answer: Response) -> None:
            sent.append(answer)

        try:
            before(self.page)
            self.page.on("response", note)
            took = timed(self.page, partial(act, self.page))
        except PlaywrightError as error:
            self.lacking[name] = error.message.splitlines()[0]
            return
        self.page.remove_listener("response", note)
        self.turns.setdefault(name, []).append(took)
        ours = [one for one in sent if not one.url.endswith("/here") and one.ok]
        self.bytes[name] = len(ours[0].body()) if ours else 0

    def has(self, name: str) -> bool:
        """Whether an act was done each time."""
        return name in self.turns and name not in self.lacking

    def middle(self, name: str) -> float:
        """Return the middle of what an act took."""
        return statistics.median(self.turns[name][UNUSED:])


def timed(page: Page, act: Callable[[], None]) -> float:
    """Return how many milliseconds pass until an act's answer is painted."""
    before = page.evaluate("window.acts.length")
    act()
    page.wait_for_function("count => window.acts.length > count", arg=before, timeout=PATIENCE)
    took: float = page.evaluate("window.acts.at(-1)")
    page.wait_for_timeout(120)  # what follows by itself, such as the panel, is done before the next
    return took


def _press(page: Page) -> None:
    group = page.locator(".mapping .scale:visible").first
    if not group.evaluate("group => group.contains(document.activeElement)"):
        group.locator("button").first.focus()
    now = group.locator("[aria-pressed=true]").first.get_attribute("data-mark") or "I"
    page.keyboard.press({"I": "d", "D": "a", "A": "i"}[now])


def _ready_to_add(page: Page) -> None:
    for _ in range(ROUNDS):
        if page.locator(OFFERED).count():
            return
        timed(page, partial(_undo, page))  # what was added last is offered again


def _add(page: Page) -> None:
    # Pressed by script: the column is longer than the window.
    page.locator(OFFERED).first.evaluate("button => button.click()")


def _ready_to_save(page: Page) -> None:
    change = page.locator(".mapping a[hx-get*='/mappings/'] >> visible=true").first
    timed(page, change.click)
    note = page.locator("textarea[name=evidence]:visible").first
    note.fill(f"Page {len(note.input_value()) % 97}, with a task that each of them does alone.")


def _save(page: Page) -> None:
    form = page.locator("textarea[name=evidence]:visible").first.locator("xpath=ancestor::form[1]")
    form.get_by_role("button", name="Save", exact=True).click()


def _ready_to_undo(page: Page) -> None:
    timed(page, partial(_press, page))


def _undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").locator("visible=true").first.click()


def _ready(_page: Page) -> None:
    """Need nothing first."""


OFFERED = "#coverage [name=cell][value^=':']"
Step = Callable[[Page], None]
ACTS: Mapping[str, tuple[Step, Step]] = {
    "a key press": (_ready, _press),
    "an add from the coverage column": (_ready_to_add, _add),
    "a note saved": (_ready_to_save, _save),
    "an undo of a cell": (_ready_to_undo, _undo),
}
"""What is done, each after what has to be there first, which is not measured."""


def run(commits: Mapping[str, Path] | None = None) -> None:
    """Do the commonest acts in the builder at three sizes, here and in other checkouts."""
    heading("In Chromium: until the answer is painted, level 2, and a page with htmx alone")
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(open_site(checkout, SIZES))
            for name, checkout in {"here": ROOT, **(commits or {})}.items()
        }
        chromium = stack.enter_context(start_chromium())
        found = {size: _act(chromium, sites, size) for size in SIZES}
        for size in SIZES:
            for name, acts in found[size].items():
                _tell(f"{size} modules, {name}", acts)
        for name in sites:
            _compare(name, {size: found[size][name] for size in SIZES})
        _swap(chromium, found[SIZES[0]])
        for size in (SIZES[0], SIZES[-1]):
            _load(chromium, sites, size)


def _act(chromium: Browser, sites: Mapping[str, Site], size: int) -> dict[str, Acts]:
    """Do each act so many times on each site, turn by turn."""
    with ExitStack() as stack:
        every = {name: Acts(_open(stack, chromium, site, size)) for name, site in sites.items()}
        for act, steps in ACTS.items():
            for _turn in range(ROUNDS):
                for acts in every.values():
                    acts.do(act, *steps)
        for name, acts in every.items():
            if "a key press" not in acts.lacking:
                styled = count_styled(
                    acts.page, partial(timed, acts.page, partial(_press, acts.page))
                )
                line(f"{size} modules, {name}: elements styled by a press", f"{styled}", "500")
    return every


def _open(stack: ExitStack, chromium: Browser, site: Site, size: int) -> Page:
    page = stack.enter_context(chromium.new_context(viewport={"width": 1280, "height": 900}))
    opened = page.new_page()
    opened.set_default_timeout(PATIENCE)
    _sign_in(opened, site)
    opened.goto(site.page(size))
    opened.evaluate(WATCH)
    return opened


def _sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sign-in")
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _tell(name: str, acts: Acts) -> None:
    for act, why in acts.lacking.items():
        line(f"{name}: {act}", f"not done: {why[:60]}")
    for act in filter(acts.has, ACTS):
        lower, middle, upper = statistics.quantiles(acts.turns[act][UNUSED:], n=4)
        line(
            f"{name}: {act}",
            f"{middle:.0f} ms ({lower:.0f} to {upper:.0f}), {math.ceil(middle / FRAME)} frames, "
            f"{acts.bytes[act]:,} bytes",
            "at most 3,072 bytes",
        )


def _compare(name: str, acts: Mapping[int, Acts]) -> None:
    """Say what the largest pathway costs against the smallest."""
    least, most = acts[SIZES[0]], acts[SIZES[-1]]
    for act in ACTS:
        if least.has(act) and most.has(act):
            ratio = most.middle(act) / least.middle(act)
            what = f"{name}, {act}: {SIZES[-1]} modules to {SIZES[0]}"
            line(what, f"{ratio:.2f}", "at most 1.25")


def _swap(chromium: Browser, found: Mapping[str, Acts]) -> None:
    """Compare with a page that has htmx and nothing else, and swaps as many bytes."""
    for name, acts in found.items():
        for act in filter(acts.has, ACTS):
            with serve_bare(acts.bytes[act]) as address, chromium.new_context() as context:
                page = context.new_page()
                page.goto(address)
                page.evaluate(WATCH)
                bare = [timed(page, page.get_by_role("button").click) for _ in range(ROUNDS)]
            middle = statistics.median(bare[UNUSED:])
            what = f"{name}, {act}: {SIZES[0]} modules to a bare swap of its bytes"
            line(what, f"{acts.middle(act) / middle:.2f} ({middle:.0f} ms)", "at most 1.6")


def _load(chromium: Browser, sites: Mapping[str, Site], size: int) -> None:
    """Say what opening the builder takes: time until loaded, bytes, elements."""
    with ExitStack() as stack:
        pages = {name: _open(stack, chromium, site, size) for name, site in sites.items()}
        times: dict[str, list[float]] = {name: [] for name in sites}
        kib = {}
        for _ in range(LOADS):
            for name, page in pages.items():
                answer = page.goto(sites[name].page(size), wait_until="load")
                page.wait_for_timeout(200)
                times[name].append(page.evaluate(LOADED))
                assert answer
                kib[name] = len(page.evaluate("fetch(location.href).then(one => one.text())"))
        for name, page in pages.items():
            count = page.evaluate("document.querySelectorAll('*').length")
            line(
                f"{size} modules, {name}: the builder's page",
                f"{statistics.median(times[name][1:]):.0f} ms until loaded, "
                f"{kib[name] / 1024:.0f} KiB, {count:,} elements",
                "300 KiB, 3,000",
            )
