"""What stands in a Word document, read without Word: its words in order, for whoever needs them.

A document can be broken or hostile, so this runs in a process apart, see `pathways.apart`.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

XML_LIMIT: Final = 40 * 1024 * 1024

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNSEEN: Final = (_FALLBACK, f"{WORD}del", f"{WORD}instrText")
"""What a reader of the document does not see."""


class UnreadableWordError(ValueError):
    """A document that no words can be taken from. The message says why, and what to do."""


def read_document(data: bytes, part: str = "word/document.xml") -> Any:
    """Return the tree of one part of a Word document; UnreadableWordError for anything else."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # The declared size is what is unpacked at most; Python refuses more.
            if archive.getinfo(part).file_size > XML_LIMIT:
                raise UnreadableWordError("The Word document is too large once unpacked")
            return fromstring(archive.read(part), forbid_dtd=True)
    except KeyError:
        raise UnreadableWordError(
            "This is not a Word document. Save it as Word (.docx), PDF or plain text"
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableWordError("The Word document is damaged or cut off") from error
    # A way of packing that Python does not know is one of these.
    except (ParseError, DefusedXmlException, RuntimeError, OSError) as error:
        raise UnreadableWordError("The Word document cannot be read") from error


def word_parts(root: Any, boxes: list[Any]) -> Iterator[str]:
    """Yield the text below `root` in order, without recursion: documents can be nested deeply.

    Text boxes are put into `boxes`: they stand inside a paragraph that goes on after them.
    """
    signs = {
        f"{WORD}tab": " ", f"{WORD}br": "\n", f"{WORD}cr": "\n",
        f"{WORD}noBreakHyphen": "-", f"{WORD}softHyphen": "\u00ad",
    }  # fmt: skip
    stack: list[Any] = [root]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
        elif one.tag == f"{WORD}t":
            yield one.text or ""
        elif one.tag in signs:
            yield signs[one.tag]
        elif one.tag == f"{WORD}txbxContent" and one is not root:
            boxes.append(one)
        elif one.tag not in UNSEEN:
            if one.tag == f"{WORD}p":
                stack.append("\n\n")
                if one.find(f"{WORD}pPr/{WORD}numPr") is not None:
                    yield "• "
            stack.extend(reversed(one))
