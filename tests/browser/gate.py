"""A gate before the server: what a page sends waits at it, is lost or fails, as it is set."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, Route

from tests.chromium import PATIENCE


class Gate:
    """Stands before an address, and lets through what a page sends there until it is told not to.

    It is made before the page is opened: a browser that is asked later to show what it sends may
    let something through that it sends at once. Pages are let through, and so are the beats by
    which one tells that it is open: they are nobody's act.
    """

    def __init__(self, page: Page, address: str = "**/*", method: str = "POST") -> None:
        self.page = page
        self._method = method
        self._held: list[Route] = []
        self._answer: Callable[[Route], object] | None = None
        self._rest = 0
        page.route(address, self._come)

    def _come(self, route: Route) -> None:
        asked = route.request
        is_page = asked.method == "GET" and asked.is_navigation_request()
        is_act = asked.method == self._method and not (asked.url.endswith("/here") or is_page)
        answer = self._answer if is_act else None
        if answer is None:
            route.continue_()
            return
        self._rest -= 1
        if self._rest == 0:
            self._answer = None
        answer(route)

    def shut(self) -> None:
        """Hold what comes from now on."""
        self._answer = self._held.append

    def lose(self, times: int = 0, *, is_taken: bool = False) -> None:
        """Lose what comes from now on, or the answer to it alone; as often as said, or always."""

        def answer(route: Route) -> None:
            if is_taken:
                route.fetch()
            route.abort()

        self._answer, self._rest = answer, times

    def fail(
        self, status: int, body: str = "<p>No</p>", times: int = 0, *, is_undone: bool = False
    ) -> None:
        """Answer what comes from now on in the server's stead; as often as said, or always.

        `is_undone`: the server says that nothing was changed, as no proxy before it can.
        """
        headers = {"Nothing-Changed": "yes"} if is_undone else {}
        self._answer = lambda route: route.fulfill(status=status, body=body, headers=headers)
        self._rest = times

    def wait(self) -> None:
        """Wait until something is held."""
        end = time.monotonic() + PATIENCE / 1000
        while not self._held:
            assert time.monotonic() < end, "nothing came to the gate"
            self.page.wait_for_timeout(20)

    def step(self) -> None:
        """Let the first through that is held, and hold what comes after it."""
        self.wait()
        self._held.pop(0).continue_()

    def open(self) -> None:
        """Let through what is held, and whatever comes from now on."""
        self._answer = None
        while self._held:
            self._held.pop(0).continue_()
