"""From a key press to the painted answer, in Chromium, over gunicorn."""

import statistics

from tests.bench.printing import heading, line
from tests.bench.server import ask, serve
from tests.bench.stage import open_stage
from tests.chromium import start_chromium

PRESSES = 60
# Counts the frames from the key to the first one that shows the answer: a callback for animation
# frames runs just before its frame is painted, so that what it sees is what is painted.
WATCH = """() => {
  window.presses = [];
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".mapping");
    const mark = event.key.toUpperCase();
    const shown = () => document.getElementById(row.id)
      ?.querySelector(`[data-mark="${mark}"]`)?.getAttribute("aria-pressed") === "true";
    const start = event.timeStamp;
    let frames = 0;
    const look = (now) => {
      frames += 1;
      if (shown()) {
        window.presses.push([frames, now - start, performance.now() - start]);
      } else if (frames < 120) {
        requestAnimationFrame(look);
      }
    };
    requestAnimationFrame(look);
  }, true);
}"""


def run() -> None:
    """Press I, D and A on the builder's page, and count the frames until each answer is seen."""
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
                    now = {"I": "D", "D": "A", "A": "I"}[now]
                    page.keyboard.press(now.lower())
                    page.wait_for_function("count => window.presses.length >= count", arg=turn + 1)
                    # Not always at the same place between two frames.
                    page.wait_for_timeout(20 + turn * 7 % 17)
                found = page.evaluate("() => window.presses")
            frames = [int(one[0]) for one in found[5:]]
            waits = [one[1] for one in found[5:]]
            within = 100 * sum(1 for count in frames if count <= 2) / len(frames)
            line(
                f"{size} modules: frames, and milliseconds to that frame",
                f"{statistics.median(frames):g} ({within:.0f} % within two), "
                f"{statistics.median(waits):.0f} ms",
                "two frames",
            )
