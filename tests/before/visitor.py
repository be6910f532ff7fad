"""A browser that fills in the forms that pages show, and so needs to know few of their fields."""

from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask

from tests.page import Client, Page

Values = dict[str, Any]


class Visitor(Client):
    """Fills forms by their address; what is not given stays as the page has it."""

    def fill(self, page: str, action: str, **values: Any) -> str:
        """Open a page, send its form to the address that ends so, and return where that leads.

        Where the form has no field of a name, the same with dashes is meant.
        """
        found = self.get(page)
        form, address = _find_form(found, action)
        names = {element.get("name") for element in form.iter()}
        given = {
            name if name in names else name.replace("_", "-"): value
            for name, value in values.items()
        }
        return self.post(address, {**_fields(form), **given}).location

    def press(self, page: str, action: str, **values: Any) -> str:
        """Press a button that has an address of its own, and return where that leads."""
        self.get(page)
        return self.post(action, values).location

    def file(self, address: str) -> bytes:
        """Return what an address gives, as it is."""
        response = self.raw.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response.get_data()


def visit(app: Flask, email: str, password: str) -> Visitor:
    """Return the browser of a person, signed in."""
    visitor = Visitor(app)
    visitor.sign_in(email, password)
    return visitor


def _find_form(page: Page, action: str) -> tuple[Element, str]:
    for form in page.all(".//form"):
        address = urlsplit(form.get("action") or "")
        if (form.get("method") or "").lower() == "post" and address.path.endswith(action):
            return form, form.get("action") or ""
    raise AssertionError(f"no form to {action} on {page.response.request.path}")


def _fields(form: Element) -> Values:
    values: Values = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type")
        if not name or name == "csrf_token" or kind == "submit" or element.tag == "button":
            continue
        if element.tag == "textarea":
            values[name] = "".join(element.itertext()).removeprefix("\n")
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [o for o in options if "selected" in o.attrib] or options[:1]
            values[name] = [o.get("value") or "" for o in chosen]
        elif kind in ("checkbox", "radio"):
            if "checked" in element.attrib:
                values.setdefault(name, []).append(element.get("value") or "y")
        elif element.tag == "input":
            kept = element.get("value") or ""
            # A date is three boxes of one name.
            values[name] = [*values[name], kept] if name in values else [kept]
    return values
