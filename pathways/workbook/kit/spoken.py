"""Parts of a file in the spelling that every program reads, not only those that read XML whole.

openpyxl writes what the standard allows and Excel never does: relations by their whole address,
drawings without the usual prefix, and properties that each name their own space. Programs that
look for Excel's spelling find no chart, no table and no property there, or fail.
"""

import posixpath
import re
from typing import Final

_TARGET: Final = re.compile(rb'Target="/([^"]*)"')
_PLAIN_NAME: Final = re.compile(rb"<(/?)([A-Za-z_][\w.-]*)(?=[\s/>])")
_VALUES: Final = b' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'


def as_spoken(name: str, part: bytes) -> bytes:
    """Return a part of a file as Excel would spell it; `name` is its place in the archive."""
    if name.endswith(".rels"):
        return _with_near_targets(name, part)
    if name.startswith("xl/drawings/drawing"):
        part = part.replace(b" xmlns=", b" xmlns:xdr=", 1)
        return _PLAIN_NAME.sub(rb"<\1xdr:\2", part)
    if name == "docProps/custom.xml":
        return part.replace(_VALUES, b"").replace(b"<Properties", b"<Properties" + _VALUES, 1)
    return part


def _with_near_targets(name: str, part: bytes) -> bytes:
    """Say where related parts are as seen from the part itself."""
    folder = posixpath.dirname(posixpath.dirname(name))

    def near(found: re.Match[bytes]) -> bytes:
        target = posixpath.relpath(found[1].decode(), folder or ".")
        return b'Target="%b"' % target.encode()

    return _TARGET.sub(near, part)
