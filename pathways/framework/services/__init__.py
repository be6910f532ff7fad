"""Writing the framework: its index, then the official wording that a user brings."""

from pathways.framework.services.index import (
    Index,
    IndexRefusedError,
    LoadReport,
    list_folders,
    load_index,
    read_index,
)
from pathways.framework.services.wording import (
    PasteReport,
    WordingRefusedError,
    WordingReport,
    load_wording,
    paste_wording,
    remove_wording,
    weigh_copy,
)

__all__ = [
    "Index",
    "IndexRefusedError",
    "LoadReport",
    "PasteReport",
    "WordingRefusedError",
    "WordingReport",
    "list_folders",
    "load_index",
    "load_wording",
    "paste_wording",
    "read_index",
    "remove_wording",
    "weigh_copy",
]
