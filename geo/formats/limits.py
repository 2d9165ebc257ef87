"""Limits on the size of inputs, for files of the user and for uploads.

:data:`DESK` holds for a folder on one's own machine, :data:`UPLOADS` for what strangers bring. A
process goes by one of them from its start to its end (:data:`LIMITS`): by that of the desk, unless
whoever started it said otherwise (:func:`environment`), as the trial of an upload does.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from typing import Final


@dataclass(frozen=True)
class Limits:
    """What an input may hold at most, so that a file made to harm does not fill memory or disk.

    Parameters
    ----------
    batch_rows
        Rows of records held in memory at a time.
    batch_bytes
        What the cells of a batch may come to as text.
    block_bytes
        Bytes of a CSV file held in memory at a time; also the longest row.
    header_rows, header_characters
        Rows among which the headers of a table are, and characters within which those of a CSV end.
    sample_rows, sampled_of_batch
        Rows looked at, at the beginning of a table and in every batch, to tell what a column holds.
    columns, rows
        Columns and rows of a table.
    table_bytes, layer_bytes, workbook_bytes, xml_bytes
        Size of a table, of a layer, of a workbook, and of XML once unpacked.
    xml_depth, xml_elements
        Elements of XML within one another, and in all.
    zip_members
        Members of a zipped Shapefile or of a workbook, which is a zip too.
    unzipped_bytes
        What all members of a zip may come to once unpacked.
    zip_ratio, ratio_from_bytes
        How many times its packed size a member may come to, if it is larger than so many bytes.
    sheet_cells
        Cells of a sheet from its first row and column to its last, empty ones too: a reader keeps a
        place in memory for each.
    cell_characters
        Characters in a cell.
    rows_compared
        Different rows kept in memory, as hashes, to tell rows that are alike; of more, a part that
        is drawn by the hashes is compared.
    kept_cells
        Cells of a workbook kept in memory between the reading of its headers and of its rows.
    population_in_a_row
        The largest ``count`` of one record; more is taken for a slip.
    name_characters
        Characters in the name of a file given by an uploader.
    upload_bytes, city_bytes, city_files
        Size of an uploaded file, and what all uploads to one city come to; more belongs into a city
        folder on the machine itself.
    server_bytes
        What the uploads of all sessions come to at a time, in memory and on disk each.
    open_cities, layers_bytes
        Cities kept open by the server, and what the outlines of their maps come to.
    settings_bytes
        Size of ``city.toml``.
    street_nodes
        Nodes of streets, and how often ways refer to one.
    shown_rows
        Rows shown of a table whose columns are being matched.
    unpacked_bytes
        What the columns of a Parquet or Arrow file, or the blocks of an ``.osm.pbf``, may come to
        once unpacked.
    nested_values
        Values in columns of lists, such as coordinates, and coordinates of a GeoJSON.
    nested_depth
        Collections of shapes within one another, and brackets of JSON.
    memory_bytes, processor_seconds
        Of the process that tries an upload or reads a workbook, where the system can bound them.
    city_seconds
        Processor time in which a city of uploads is worked out.
    untried_text_bytes
        Size of text that is read without a trial: it unpacks to no more than it is.
    """

    batch_rows: int = 500_000
    batch_bytes: int = 2**30
    block_bytes: int = 8 * 2**20
    header_rows: int = 12
    header_characters: int = 2**20
    sample_rows: int = 200
    sampled_of_batch: int = 1_000
    columns: int = 2_000
    rows: int = 1_000_000_000
    table_bytes: int = 16 * 2**30
    layer_bytes: int = 4 * 2**30
    workbook_bytes: int = 256 * 2**20
    xml_bytes: int = 2**30
    xml_depth: int = 100
    xml_elements: int = 200_000_000
    zip_members: int = 1_000
    unzipped_bytes: int = 2**30
    zip_ratio: int = 200
    ratio_from_bytes: int = 16 * 2**20
    sheet_cells: int = 20_000_000
    cell_characters: int = 32_767
    rows_compared: int = 2**18
    kept_cells: int = 1_000_000
    people_in_a_row: int = 100_000_000
    name_characters: int = 80
    upload_bytes: int = 200 * 2**20
    city_bytes: int = 2**30
    city_files: int = 40
    server_bytes: int = 4 * 2**30
    open_cities: int = 8
    layers_bytes: int = 256 * 2**20
    settings_bytes: int = 2**20
    street_nodes: int = 100_000_000
    shown_rows: int = 8
    unpacked_bytes: int = 256 * 2**30
    nested_values: int = 2_000_000_000
    nested_depth: int = 16
    memory_bytes: int = 4 * 2**30
    processor_seconds: int = 1800
    city_seconds: int = 300
    untried_text_bytes: int = 2**20


DESK: Final = Limits()
UPLOADS: Final = replace(
    DESK,
    rows=20_000_000,
    street_nodes=20_000_000,
    xml_elements=50_000_000,
    unpacked_bytes=4 * 2**30,
    nested_values=20_000_000,
    processor_seconds=120,
)
_VARIABLE: Final = "YIPAN_LIMITS"
# Every thread sets memory aside, and a server may have many processors.
_FEW_THREADS: Final = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
# Python looks for modules in the current folder first, and that may be one a stranger sent.
OWN_CODE: Final = {"PYTHONSAFEPATH": "1"}


def environment(limits: Limits) -> dict[str, str]:
    """Return the environment of a process that is to go by these limits, and those it starts."""
    return {**os.environ, **OWN_CODE, **_FEW_THREADS, _VARIABLE: json.dumps(asdict(limits))}


def size_words(octets: int) -> str:
    """Format a size in bytes for reading.

    Examples
    --------
    >>> size_words(4 * 2**30), size_words(200 * 2**20), size_words(1500)
    ('4 GB', '200 MB', '1 kB')
    """
    for unit, octets_per_unit in (("GB", 2**30), ("MB", 2**20)):
        if octets >= octets_per_unit:
            return f"{octets / octets_per_unit:.3g} {unit}"
    return f"{octets // 2**10} kB"


LIMITS: Final = Limits(**json.loads(os.environ[_VARIABLE])) if _VARIABLE in os.environ else DESK
