"""From a key press to the painted answer, in Chromium, over gunicorn."""

import math
import statistics
from functools import partial

from playwright.sync_api import Page

from tests.bench.printing import heading, line
from tests.bench.server import ask, serve
from tests.bench.stage import open_stage
from tests.chromium import count_styled, start_chromium

PRESSES = 60
FRAME = 1000 / 60  # milliseconds
# Waits for the first frame that shows the answer: a callback for animation frames runs just before
# its frame is painted, so that what it sees is what is painted. A message posted in it comes when
# that is done; the frame's own time stamp would be that of its beginning.
WATCH = """() => {
  window.presses = [];
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".mapping");
    const mark = event.key.toUpperCase();
    const shown = () => document.getElementById(row.id)
      ?.querySelector(`[data-mark="${mark}"]`)?.getAttribute("aria-pressed") === "true";
    const start = event.timeStamp;
    let looks = 0;
    const painted = new MessageChannel();
    painted.port1.onmessage = () => window.presses.push(performance.now() - start);
    const look = () => {
      looks += 1;
      if (shown()) {
        painted.port2.postMessage(0);
      } else if (looks < 120) {
        requestAnimationFrame(look);
      }
    };
    requestAnimationFrame(look);
  }, true);
}"""


def run() -> None:
    """Press I, D and A in the builder until each answer is painted, and count what is styled."""
    heading("In Chromium: from key press to painted answer, level 2")
    with open_stage() as stage, start_chromium() as chromium:
        for size in (2, 20, 60):
            with stage.app.app_context():
                clicks = stage.make_pathway(2, size)
            with serve(stage) as server, chromium.new_context() as context:
                ask(server.port, "/sign-in")
                name, _, value = stage.browser.cookie.partition("=")
                context.add_cookies([{"name": name, "value": value, "url": server.address}])
                page = context.new_page()
                page.goto(f"{server.address}/pathways/{clicks.pathway}")
                page.evaluate(WATCH)
                module, code, now = clicks.cells[0]
                page.locator(f"#mapping-{module}-{code} .scale button").first.focus()
                for turn in range(PRESSES):
                    _press(page, now)
                    now = {"I": "D", "D": "A", "A": "I"}[now]
                    # Not always at the same place between two frames.
                    page.wait_for_timeout(20 + turn * 7 % 17)
                found = page.evaluate("() => window.presses")
                # A press that finds everything loaded and laid out, as all but the first do.
                styled = count_styled(page, partial(_press, page, now))
            waits = found[5:]
            frames = [math.ceil(wait / FRAME) for wait in waits]
            within = 100 * sum(1 for count in frames if count <= 2) / len(frames)
            line(
                f"{size} modules: milliseconds until painted, and frames of 16.7 ms",
                f"{statistics.median(waits):.0f} ms, {statistics.median(frames):g} frames "
                f"({within:.0f} % within two)",
                "two frames",
            )
            line(f"{size} modules: elements styled by a press", f"{styled}", "at most 500")


def _press(page: Page, now: str) -> None:
    count = page.evaluate("() => window.presses.length")
    page.keyboard.press({"I": "d", "D": "a", "A": "i"}[now])
    page.wait_for_function("count => window.presses.length > count", arg=count)
