"""Make the file: its parts, what it says of itself, how it prints. Same content, same bytes."""

from collections.abc import Sequence
from datetime import UTC
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pathways.workbook.kit.opendocument.leaves import write_content
from pathways.workbook.kit.opendocument.looks import common
from pathways.workbook.kit.opendocument.xml import HEAD, SPACES, VERSION, attribute, stored
from pathways.workbook.kit.package import EPOCH, Document
from pathways.workbook.kit.page import Page
from pathways.workbook.kit.paper import BOTTOM, MARGIN, SCALE, SMALLEST, TOP, shortened

KIND: Final = "application/vnd.oasis.opendocument.spreadsheet"

_FOOTER: Final = (
    '<style:style style:name="small" style:family="text">'
    f'<style:text-properties fo:font-size="{SMALLEST}pt"/></style:style>'
    + "".join(
        f'<style:style style:name="{side}" style:family="paragraph">'
        f'<style:paragraph-properties fo:text-align="{align}"/></style:style>'
        for side, align in (("left", "start"), ("center", "center"), ("right", "end"))
    )
)
_MANIFEST: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def pack_opendocument(
    pages: Sequence[Page], document: Document, properties: Sequence[tuple[str, str]], about: str
) -> bytes:
    """Return the pages as a file.

    `properties` are what the file keeps of its own, `about` stands in the footer of its paper.
    """
    parts = {
        "content.xml": write_content(pages),
        "styles.xml": _styles(pages, shortened(about)),
        "settings.xml": _settings(pages),
        "meta.xml": _meta(document, properties),
    }
    entries = "".join(_entry(name, "text/xml") for name in parts)
    parts["META-INF/manifest.xml"] = (
        f'{HEAD}<manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="1.3">'
        f"{_entry('/', KIND)}{entries}</manifest:manifest>"
    )
    finished = BytesIO()
    with ZipFile(finished, "w", compresslevel=6) as archive:
        # The kind comes first and as it is, so that programs know the file by how it begins.
        for name, part in {"mimetype": KIND, **parts}.items():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            # The same on every system that writes it.
            entry.create_system = 0
            archive.writestr(entry, part.encode())
    return finished.getvalue()


def _entry(name: str, kind: str) -> str:
    version = ' manifest:version="1.3"' if name == "/" else ""
    return (
        f'<manifest:file-entry manifest:full-path="{name}"{version} manifest:media-type="{kind}"/>'
    )


def _meta(document: Document, properties: Sequence[tuple[str, str]]) -> str:
    moment = document.moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    said = (
        ("dc:title", document.title),
        ("dc:subject", document.subject),
        ("dc:description", document.description),
        ("meta:initial-creator", document.creator),
        ("dc:creator", document.creator),
        ("meta:creation-date", f"{moment}Z"),
        ("dc:date", f"{moment}Z"),
        ("dc:language", "en-GB"),
        *(("meta:keyword", word.strip()) for word in document.keywords.split(";")),
    )
    own = (
        f'<meta:user-defined meta:name="{attribute(name)}" meta:value-type="string">'
        f"{stored(value)}</meta:user-defined>"
        for name, value in properties
    )
    told = "".join((*(f"<{tag}>{stored(text)}</{tag}>" for tag, text in said), *own))
    return (
        f"{HEAD}<office:document-meta {SPACES} {VERSION}>"
        f"<office:meta>{told}</office:meta></office:document-meta>"
    )


def _styles(pages: Sequence[Page], about: str) -> str:
    numbered = list(enumerate(pages, start=1))
    layouts = "".join(_layout(number, page) for number, page in numbered)
    masters = "".join(_master(number, page, about) for number, page in numbered)
    return (
        f"{HEAD}<office:document-styles {SPACES} {VERSION}>"
        '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial" '
        'style:font-family-generic="swiss"/></office:font-face-decls>'
        f"<office:styles>{common()}</office:styles>"
        f"<office:automatic-styles>{_FOOTER}{layouts}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )


def _layout(number: int, page: Page) -> str:
    # What has a caption is larger than it is wide, and breaks before its table.
    fit = (
        f'style:scale-to="{SCALE}%"'
        if page.caption
        else (f'style:scale-to-X="{page.pages_across}" style:scale-to-Y="0"')
    )
    return (
        f'<style:page-layout style:name="Layout{number}"><style:page-layout-properties '
        'fo:page-width="297mm" fo:page-height="210mm" style:print-orientation="landscape" '
        f'fo:margin-left="{MARGIN}in" fo:margin-right="{MARGIN}in" fo:margin-top="{TOP}in" '
        f'fo:margin-bottom="{BOTTOM / 2}in" style:print-page-order="ltr" '
        f'style:first-page-number="continue" {fit} '
        'style:print="objects charts drawings zero-values"/>'
        "<style:header-style/><style:footer-style><style:header-footer-properties "
        f'fo:min-height="{BOTTOM / 2}in" fo:margin-top="0.1in" '
        'fo:margin-left="0in" fo:margin-right="0in"/></style:footer-style>'
        "</style:page-layout>"
    )


def _master(number: int, page: Page, about: str) -> str:
    regions = (
        ("left", stored(about)),
        ("center", stored(page.title)),
        (
            "right",
            "Page <text:page-number>1</text:page-number> of <text:page-count>1</text:page-count>",
        ),
    )
    footer = "".join(
        f'<style:region-{side}><text:p text:style-name="{side}">'
        f'<text:span text:style-name="small">{words}</text:span></text:p></style:region-{side}>'
        for side, words in regions
    )
    return (
        f'<style:master-page style:name="Page{number}" '
        f'style:page-layout-name="Layout{number}"><style:header style:display="false"/>'
        f"<style:footer>{footer}</style:footer></style:master-page>"
    )


def _settings(pages: Sequence[Page]) -> str:
    """Return what the screen shows first: no grid, headings and codes that stay."""
    tables = "".join(
        f'<config:config-item-map-entry config:name="{page.title}">'
        f"{_items(_panes(page))}</config:config-item-map-entry>"
        for page in pages
    )
    return (
        f"{HEAD}<office:document-settings {SPACES} {VERSION}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f"{_items([('ViewId', 'string', 'view1'), ('ActiveTable', 'string', pages[0].title)])}"
        f'<config:config-item-map-named config:name="Tables">{tables}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _panes(page: Page) -> list[tuple[str, str, str]]:
    found = [("CursorPositionX", "int", "0"), ("CursorPositionY", "int", "0")]
    if page.is_frozen:
        rows = f"{page.first_row - 1}"
        found += [
            ("HorizontalSplitMode", "short", "2"),
            ("VerticalSplitMode", "short", "2"),
            ("HorizontalSplitPosition", "int", "1"),
            ("VerticalSplitPosition", "int", rows),
            ("ActiveSplitRange", "short", "3"),
            ("PositionLeft", "int", "0"),
            ("PositionRight", "int", "1"),
            ("PositionTop", "int", "0"),
            ("PositionBottom", "int", rows),
        ]
    return [*found, ("ShowGrid", "boolean", "false")]


def _items(items: Sequence[tuple[str, str, str]]) -> str:
    return "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}'
        "</config:config-item>"
        for name, kind, value in items
    )
