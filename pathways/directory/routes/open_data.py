"""The directory for other programs: JSON, a table, a site map, and what robots may read."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.addresses import public_address
from pathways.bearer import for_programs
from pathways.db import db
from pathways.directory.open_files import OPEN_COLUMNS, list_open, plain_page
from pathways.directory.queries import read_addresses, read_open
from pathways.directory.routes.blueprint import bp, offer_address
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import CSV, JSON, attachment, kept, write_csv, write_json
from pathways.pages import today
from pathways.records.editions import list_editions
from pathways.turns import in_turn

_PRIVATE = (
    *("/account", "/administration", "/briefs", "/compare", "/enquiries", "/pathways", "/people"),
    *("/region", "/sign-in", "/staff", "/standards", "/submissions"),
    # Filters make endless addresses of the same pathways; the site map names each once.
    "/directory?",
)


@bp.get("/directory.json")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
def open_json() -> ResponseReturnValue:
    """Give the pathways that everybody may see, some at a time: see docs/directory-json.md."""
    text = request.args.get("after", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    page = read_open(db.session, today(), after=int(text) if is_number else 0)
    editions = {edition.code: edition for edition in list_editions(db.session)}
    plain = plain_page(
        page,
        editions,
        offer_address,
        lambda after: public_address("directory.open_json", after=after),
    )
    return kept(Response(write_json(plain), mimetype=JSON))


@bp.get("/directory.csv")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
@in_turn(Work.WRITING)
def open_csv() -> ResponseReturnValue:
    """Give all of them as a table."""
    page = read_open(db.session, today(), most=None)
    editions = {edition.code: edition for edition in list_editions(db.session)}
    table = write_csv(OPEN_COLUMNS, list_open(page, editions, offer_address))
    return kept(attachment(table, "directory.csv", CSV))


@bp.get("/sitemap.xml")
@requires(Action.PUBLIC)
def site_map() -> ResponseReturnValue:
    """Name every page that everybody may read."""
    edition = next(iter(list_editions(db.session)), None)
    codes = [item.code for item in edition.competencies] if edition else []
    pages = [
        public_address(name)
        for name in ("accounts.home", "directory.index", "framework.index", "guides.index")
    ]
    pages += [public_address("framework.show", code=code) for code in codes]
    offers = [(offer_address(key), at.date().isoformat()) for key, at in read_addresses(db.session)]
    markup = render_template("directory/sitemap.xml", pages=pages, offers=offers)
    return kept(Response(markup, mimetype="application/xml"))


@bp.get("/robots.txt")
@requires(Action.PUBLIC)
def robots() -> ResponseReturnValue:
    """Say what robots may read, and where the site map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE)]
    lines += ["", f"Sitemap: {public_address('directory.site_map')}", ""]
    return kept(Response("\n".join(lines), mimetype="text/plain"))
