"""Names of columns that many frames share."""

from __future__ import annotations

from typing import Final

# Where a row comes from: the file as the user named it, and the row as the user sees it.
FILE: Final = "file"
ROW: Final = "row"
