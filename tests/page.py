"""A client that reads every answer as a browser would, and fails on what a reviewer would mark."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from tests.factories import PASSWORD


class Page:
    """A parsed answer."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.location = response.headers.get("Location", "")
        self.tree: Element = html5lib.parse(self.text, namespaceHTMLElements=False)

    def all(self, path: str) -> list[Element]:
        """Return the elements that an ElementTree path finds."""
        return self.tree.findall(path)

    def by_id(self, identifier: str) -> Element | None:
        """Return the element with this id, or None."""
        return next((e for e in self.tree.iter() if e.get("id") == identifier), None)

    def words(self, element: Element | None = None) -> str:
        """Return what can be read in an element (the whole body by default), blanks folded."""
        root = element if element is not None else self.tree.find("body")
        return " ".join("".join(root.itertext()).split()) if root is not None else ""

    def field(self, name: str) -> str:
        """Return the value of a form field by name."""
        for element in self.tree.iter():
            if element.get("name") == name:
                if element.tag == "textarea":
                    return "".join(element.itertext()).removeprefix("\n")
                if element.tag == "select":
                    chosen = [o for o in element.iter("option") if "selected" in o.attrib]
                    return (chosen[0].get("value") or "") if chosen else ""
                return element.get("value") or ""
        raise AssertionError(f"no field {name!r}")


class Client:
    """Asks the app, sends CSRF tokens as a browser does, and checks what comes back."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.raw = app.test_client()
        self.token = ""

    def __getstate__(self) -> dict[str, Any]:
        """Give what a copy needs, for a scene that is kept: who is signed in."""
        cookie = self.raw.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        return {"app": self.app, "token": self.token, "cookie": cookie and cookie.value}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Be a copy."""
        self.app, self.token = state["app"], state["token"]
        self.raw = self.app.test_client()
        if state["cookie"]:
            self.raw.set_cookie(self.app.config["SESSION_COOKIE_NAME"], state["cookie"])

    def get(self, address: str, status: int = 200, *, htmx: bool = False, **options: Any) -> Page:
        """Open a page; fail on another status."""
        return self._check(
            self.raw.get(address, headers=self._headers(htmx), **options), status, is_part=htmx
        )

    def post(
        self,
        address: str,
        data: dict[str, Any] | None = None,
        status: int = 303,
        *,
        htmx: bool = False,
        **options: Any,
    ) -> Page:
        """Post a form with the token of the last page; fail on another status."""
        if not self.token:
            # A page that everybody can open, signed in or not.
            self.get("/privacy")
        values = {"csrf_token": self.token, **(data or {})}
        response = self.raw.post(address, data=values, headers=self._headers(htmx), **options)
        return self._check(response, status, is_part=htmx)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in; fail where that is refused."""
        self.get("/sign-in")
        page = self.post("/sign-in", {"email": email, "password": password}, status=302)
        assert "/sign-in" not in page.location, page.text
        self.token = ""

    def _headers(self, htmx: bool) -> dict[str, str]:
        return {"HX-Request": "true"} if htmx else {}

    def _check(self, response: TestResponse, status: int, *, is_part: bool) -> Page:
        assert response.status_code == status, (
            f"{response.request.method} {response.request.path}: "
            f"{response.status_code}, not {status}\n{response.get_data(as_text=True)[:3000]}"
        )
        if status == 429:
            assert int(response.headers["Retry-After"]) > 0
        page = Page(response)
        if response.mimetype != "text/html" or not page.text:
            return page
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text) or re.search(
            r'name="csrf-token" content="([^"]+)"', page.text
        ):
            self.token = found[1]
        _check_ids(page)
        _check_markup(page)
        if not is_part and not 300 <= status < 400:
            _check_page(page)
        return page


def _check_ids(page: Page) -> None:
    ids = [e.get("id") for e in page.tree.iter() if e.get("id") is not None]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"ids that stand twice: {sorted(map(str, twice))}"


def _check_markup(page: Page) -> None:
    for element in page.tree.iter():
        for name in element.attrib:
            assert not name.startswith(("on", "hx-on")), f"script in {name}"
            assert name != "style", "inline style"
        if element.tag == "form":
            assert element.get("action"), "a form without an address"
        if "hx-post" in element.attrib:
            assert element.tag == "form", "hx-post stands on forms only"
            assert (element.get("method") or "").lower() == "post"
        if "hx-get" in element.attrib:
            assert element.get("href") or element.tag == "form", "hx-get without a plain way"
        # What describes a page to other programs is data, which no browser runs.
        is_data = element.get("type") == "application/ld+json"
        if element.tag in ("script", "style") and not is_data:
            assert not (element.text or "").strip(), "inline script or style"


def _check_page(page: Page) -> None:
    title = page.tree.find("head/title")
    assert title is not None
    assert (title.text or "").strip(), "a page without a title"
    assert len(page.all(".//h1")) == 1, "a page has one h1"
    assert page.all(".//main"), "a page has a main part"
    labelled = {e.get("for") for e in page.tree.iter("label")}
    for tag in ("input", "select", "textarea"):
        for element in page.tree.iter(tag):
            if element.get("type") in ("hidden", "submit"):
                continue
            has_label = element.get("id") in labelled or element.get("aria-label")
            assert has_label or element.get("aria-labelledby"), f"no label: {element.attrib}"
