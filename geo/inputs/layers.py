"""Layers of polygons: GeoPackage, GeoJSON, FlatGeobuf, Shapefile (zipped or loose), GeoParquet."""

from __future__ import annotations

import json
import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.errors import BoundaryError, Fault
from geo.inputs import drivers, shapefile
from geo.inputs.checks import shortened
from geo.inputs.columns import Match, match
from geo.inputs.limits import LIMITS
from geo.inputs.source import ROW, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

# How the content of each kind begins.
_BEGINS: Final[Mapping[str, tuple[bytes, ...]]] = {
    ".gpkg": (b"SQLite format 3\0",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".fgb": (b"fgb",),
    ".shp": (b"\0\0\x27\x0a",),
    ".zip": (b"PK\x03\x04",),
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
}


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer as read.

    Parameters
    ----------
    frame
        The matched columns under their own names, ``row`` (the first record is 1) and ``geometry``,
        in the layer's own CRS, which may be missing.
    match
        What the heads were taken for.
    faults
        What the reader grumbled at.
    """

    frame: gpd.GeoDataFrame
    match: Match
    faults: tuple[Fault, ...]


def read_layer(source: Source, table: str, chosen: Mapping[str, str]) -> Layer:
    """Read the matched columns and the geometry of a layer.

    Parameters
    ----------
    source
        The file; its ``sheet`` is the layer, "" = the only one with geometry.
    table
        Key of :data:`geo.inputs.columns.TABLES`.
    chosen
        Column -> head, as ``city.toml`` says.

    Raises
    ------
    BoundaryError
        If the file is not the layer its name says, is broken, or lacks a column.
    """
    drivers.checked()
    kind = _checked_kind(source)
    with warnings.catch_warnings(record=True) as grumbles:
        warnings.simplefilter("always")
        try:
            if kind in {".parquet", ".geoparquet"}:
                frame, found = _read_parquet(source, table, chosen)
            else:
                frame, found = _read_vector(source, kind, table, chosen)
        except (RuntimeError, ValueError, OSError, KeyError, TypeError) as error:
            if isinstance(error, BoundaryError):
                raise
            raise BoundaryError(source.fault("fault.layer_broken", value=error)) from error
    told = {shortened(grumble.message) for grumble in grumbles}
    warned = [Fault("fault.layer_warned", stops=False, file=source.name, value=w) for w in told]
    frame[ROW] = range(1, len(frame) + 1)
    return Layer(frame, found, (*found.faults, *sorted(warned, key=lambda fault: fault.value)))


def _checked_kind(source: Source) -> str:
    """Refuse a file that is empty, too large, of no kind we read, or not what its name says."""
    kind = source.path.suffix.lower()
    if kind not in _BEGINS:
        raise BoundaryError(source.fault("fault.layer_kind", value=kind))
    size = source.path.stat().st_size
    if not size or size > LIMITS.layer_bytes:
        raise BoundaryError(source.fault("fault.too_large" if size else "fault.empty"))
    with source.path.open("rb") as file:
        begin = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if not begin.startswith(_BEGINS[kind]):
        raise BoundaryError(source.fault("fault.not_as_named", value=kind, found="kind_of.unknown"))
    return kind


def _read_vector(
    source: Source, kind: str, table: str, chosen: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, Match]:
    import geopandas as gpd  # noqa: PLC0415  # slow to import
    import pyogrio  # noqa: PLC0415  # after the drivers are restricted

    whole = nullcontext((source.path, None))
    with shapefile.unpacked(source) if kind in {".shp", ".zip"} else whole as (path, encoding):
        layer = _layer_name(source, path)
        heads = list(pyogrio.read_info(path, layer=layer, encoding=encoding)["fields"])
        found = _matched(source, heads, table, chosen)
        names = {heads[place]: name for name, place in found.heads.items()}
        frame = pyogrio.read_dataframe(path, layer=layer, encoding=encoding, columns=list(names))
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BoundaryError(source.fault("fault.no_geometry"))
    return frame.rename(columns=names), found


def _layer_name(source: Source, path: Path) -> str:
    """Choose the layer asked for, or the only one with geometry."""
    import pyogrio  # noqa: PLC0415

    layers = {str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None}
    if source.sheet in layers:
        return source.sheet
    if len(layers) == 1 and not source.sheet:
        return layers.pop()
    if not layers:
        raise BoundaryError(source.fault("fault.no_geometry"))
    listed = "、".join(sorted(layers))
    raise BoundaryError(source.fault("fault.layer", value=source.sheet or "—", layers=listed))


def _read_parquet(
    source: Source, table: str, chosen: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, Match]:
    import geopandas as gpd  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    schema = parquet.read_schema(source.path)
    described: dict[str, Any] = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    if not described:
        raise BoundaryError(source.fault("fault.no_geometry"))
    main = described["primary_column"]
    heads = [head for head in schema.names if head not in described["columns"]]
    found = _matched(source, heads, table, chosen)
    names = {heads[place]: name for name, place in found.heads.items()}
    frame = gpd.read_parquet(source.path, columns=[*names, main])
    frame = frame.reset_index(drop=True).rename(columns=names)
    return frame if main == "geometry" else frame.rename_geometry("geometry"), found


def _matched(source: Source, heads: list[str], table: str, chosen: Mapping[str, str]) -> Match:
    found = match(heads, table, chosen, source.name)
    if found.faults:
        raise BoundaryError(*found.faults)
    return found
