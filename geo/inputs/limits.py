"""How large an input may be: all limits in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limits:
    """What an input may hold at most, so that a file made to harm does not fill memory or disk.

    Parameters
    ----------
    batch_rows
        Rows of records held in memory at a time.
    block_bytes
        Bytes of a CSV file held in memory at a time; also the longest row.
    head_rows, head_characters
        Rows among which the heads of a table are, and characters within which those of a CSV end.
    zip_members
        Members of a zipped Shapefile or of a workbook, which is a zip too.
    unzipped_bytes
        What all members of a zip may come to once unpacked.
    layer_bytes
        Size of a boundary file.
    people_in_a_row
        The largest ``count`` of one record; more is taken for a slip.
    """

    batch_rows: int = 500_000
    block_bytes: int = 16 * 2**20
    head_rows: int = 12
    head_characters: int = 2**20
    zip_members: int = 1_000
    unzipped_bytes: int = 2**30
    layer_bytes: int = 4 * 2**30
    people_in_a_row: int = 100_000_000


LIMITS: Final = Limits()
