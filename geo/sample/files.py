"""Writers of the sample's files, the same bytes at every build."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
import xlsxwriter

from geo.core.i18n import CHINESE, say
from geo.sample.records import HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import networkx as nx

BUILT_AT: Final = datetime(2026, 11, 1, tzinfo=UTC)

_BOUNDARY_HEADERS: Final = {
    "community_code": "社区代码",
    "community_name": "社区名称",
    "subdistrict_code": "街道代码",
    "subdistrict_name": "街道名称",
    "district_code": "区县代码",
    "district_name": "区县名称",
    "kind": "类型",
    "registered": "户籍人口",
}
_RECORD_TYPES: Final = {"lon": pa.float64(), "lat": pa.float64(), "count": pa.float64()}


def write_boundaries(communities: gpd.GeoDataFrame, path: Path) -> None:
    """Write the communities as an office would: Chinese headers and kinds, WGS84."""
    layer = communities.to_crs(4326)
    rounded = shapely.transform(layer.geometry.to_numpy(), lambda points: points.round(7))
    layer = layer.set_geometry(rounded, crs=4326)[[*_BOUNDARY_HEADERS, "geometry"]]
    layer["kind"] = [say(f"kind.{kind}", CHINESE) for kind in layer["kind"]]
    with _fixed_time():
        pyogrio.write_dataframe(
            layer.rename(columns=_BOUNDARY_HEADERS),
            path,
            layer="communities",
            promote_to_multi=True,
        )


def write_records(records: pd.DataFrame, path: Path) -> None:
    """Write the records of a period as Parquet, without the marks of who wrote it.

    Numbers of records are written plain: written as differences they would be smaller, but a reader
    that guards its memory must then take each for as long as all of them, and reads few at once.
    """
    schema = pa.schema(
        [(header, _RECORD_TYPES.get(name, pa.string())) for name, header in HEADERS.items()]
    )
    table = pa.Table.from_pandas(
        records.rename(columns=HEADERS), schema=schema, preserve_index=False
    ).replace_schema_metadata()
    numbers = HEADERS["record_id"]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=15,
        use_dictionary=[header for header in HEADERS.values() if header != numbers],
    )


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a CSV that Excel opens in Chinese: UTF-8 with its mark."""
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_roster(roster: pd.DataFrame, path: Path, title: str) -> None:
    """Write the roster as an office would: title, unit, header, rows, total."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": BUILT_AT.replace(tzinfo=None)})
    sheet = book.add_worksheet("人员名册")
    bold = book.add_format({"bold": True, "align": "center", "border": 1})
    text = book.add_format({"num_format": "@", "border": 1})
    number = book.add_format({"border": 1})
    last = len(roster.columns) - 1
    sheet.merge_range(0, 0, 0, last, title, book.add_format({"bold": True, "align": "center"}))
    sheet.write(1, 0, "单位：人")
    sheet.write_row(2, 0, roster.columns, bold)
    for row, values in enumerate(roster.itertuples(index=False), start=3):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value, text)
            elif pd.notna(value):
                sheet.write_number(row, column, value, number)
    sheet.write(3 + len(roster), 0, "合计", bold)
    sheet.write_number(3 + len(roster), last, int(roster.iloc[:, last].sum()), number)
    sheet.set_column(0, last, 16)
    sheet.freeze_panes(3, 0)
    book.close()


def write_streets(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the network as OSMnx saves it."""
    import osmnx  # noqa: PLC0415  # takes a second to import

    osmnx.save_graphml(graph, path)


@contextmanager
def _fixed_time() -> Iterator[None]:
    """Let GDAL write the time of the sample, not that of the build, into a GeoPackage."""
    option = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: BUILT_AT.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({option: before})
