"""Validation of Parquet files by their footer, before any column is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.formats.arrow.parquet_pages import pages_in
from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.core.issues import Issue, YipanError
    from geo.formats.source import Source

# Texts told by what they have in common with the one before: a few bytes can be a long text.
_BY_PREFIX: Final = "DELTA_BYTE_ARRAY"


def refuse_parquet_bomb(source: Source, metadata: Any, error: type[YipanError]) -> None:
    """Refuse a Parquet file that has or unpacks to too much, or is not all there is to it.

    Parameters
    ----------
    source
        The file.
    metadata
        Its ``pyarrow.parquet.FileMetaData``.
    error
        What to raise.

    Raises
    ------
    YipanError
        The error given, if it is over the limits, or its columns lie in other files: those are not
        opened, whatever they are.
    """
    columns = list(_columns(metadata))
    if any(column.file_path for _, column in columns):
        raise error(source.issue("issue.parquet_elsewhere"))
    counted = pages_in(source.file, [column for _, column in columns])
    pages = [(*column, of_column) for column, of_column in zip(columns, counted, strict=True)]
    if any(
        column_pages.by_prefix and _BY_PREFIX not in column.encodings
        for _, column, column_pages in pages
    ):
        raise ValueError(_BY_PREFIX)  # its batches would be made too large
    if sum(column_pages.unpacked for *_, column_pages in pages) > LIMITS.unpacked_bytes:
        raise error(source.issue("issue.too_large", most=size_words(LIMITS.unpacked_bytes)))
    schema = metadata.schema
    lists = {
        position for position in range(len(schema)) if schema.column(position).max_repetition_level
    }
    values = sum(column_pages.values for position, _, column_pages in pages if position in lists)
    if values > LIMITS.nested_values:
        raise error(source.issue("issue.too_many_values", most=LIMITS.nested_values))
    for position, column, column_pages in pages:
        if position not in lists and column_pages.values != column.num_values:
            raise ValueError("num_values")


def refuse_many_rows(source: Source, metadata: Any, error: type[YipanError]) -> None:
    """Refuse a Parquet file with too many rows, by what its footer says; readers count them too."""
    if metadata.num_rows > LIMITS.rows:
        raise error(source.issue("issue.too_many_rows", value=f"{LIMITS.rows:,}"))


def batch_rows(metadata: Any) -> int:
    """Compute how many rows may be read at once, so that what they unpack to is bounded."""
    most = 1.0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        row_bytes = 0.0
        for position in range(metadata.num_columns):
            column = group.column(position)
            by_prefix = _BY_PREFIX in column.encodings
            row_bytes += column.total_uncompressed_size / (1 if by_prefix else group.num_rows or 1)
        most = max(most, row_bytes)
    return int(min(max(LIMITS.batch_bytes / most, 1), LIMITS.batch_rows))


def broken(source: Source, cause: Exception) -> Issue:
    """Return an error of the Parquet reader as an issue.

    What is encrypted is not broken.
    """
    if is_encrypted(cause):
        return source.issue("issue.parquet_encrypted")
    return source.issue("issue.parquet_broken", value=str(cause).split(":")[0])


def is_encrypted(cause: Exception) -> bool:
    """Return whether Arrow gave up because a file is encrypted."""
    return "crypt" in str(cause)


def _columns(metadata: Any) -> Iterator[tuple[int, Any]]:
    """Assign every column of every row group, with its place."""
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        for position in range(metadata.num_columns):
            yield position, group.column(position)
