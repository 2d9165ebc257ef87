"""Which kind of data a file holds: by its format, its shapes, its headers and its name.

What is recognised is a proposal. Where two kinds fit alike, or only the file's name tells, the
visitor is asked.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from geo.city.schemas import TABLES
from geo.city.settings_editor import KINDS
from geo.city.upload_formats import LAYER, STREETS
from geo.core.issues import YipanError
from geo.formats.arrow.geo_tables import GeoTable
from geo.formats.arrow.geoarrow import described_columns, geometry_columns
from geo.formats.header_detection import find_header
from geo.formats.header_matching import positions
from geo.formats.limits import LIMITS
from geo.formats.preview import parts_of
from geo.formats.tables import open_file
from geo.formats.vector import features
from geo.formats.vector.kml import KML_SUFFIXES, read_kml
from geo.formats.vector.layers import layer_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.formats.schema import TableSchema
    from geo.formats.source import Source

BY_FORMAT, BY_HEADERS, BY_NAME, OPEN = "format", "headers", "name", "open"
CHOSEN = "chosen"
"""How a kind was recognised; :data:`OPEN`: it is to be asked; :data:`CHOSEN`: it was."""

# Columns of which a row has some, beside those a schema needs: a list of places alone is neither
# a register of people nor a roster.
_SOME_OF: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "records": (
        frozenset({"lon", "community_code", "community_name"}),
        frozenset({"lon", "count", "origin", "period", "source", "record_id"}),
    ),
    "staff": (
        frozenset({"community_code", "community_name", "subdistrict_code", "subdistrict_name"}),
        frozenset({"posts", "part_time", "dedicated", "level"}),
    ),
}
# Words of file names, in the order of the kinds: the first kind whose word is in a name counts.
_WORDS: Final[Mapping[str, str]] = {
    "staff": "人员名册 工作人员 花名册 配备 专干 staff roster posts",
    "sites": "站点 服务站 服务点 服务中心 site facilit",
    "agreements": "协议 agreement",
    "notices": "通报 协查 发函 notice",
    "out_migrants": "外出 流出 outmigrant out_migrant",
    "flows": "流向 迁移 矩阵 flow matrix",
    "crosswalk": "对照 变更 crosswalk",
    "travel_times": "出行时间 行程时间 travel_time traveltime",
    "travel_time_origins": "起点 origins",
    "records": "记录 登记 流动人口 台账 record migrant population",
}
_LOOSE: Final = 0.5  # what a header that may mean other things counts, against one that may not
_MARGIN: Final = 0.75  # by how much the best kind must be ahead of the next
_SHAPES_LOOKED_AT: Final = 50
_POLYGON: Final = "Polygon"
_ARROW: Final = frozenset({".parquet", ".feather"})
_OF_PARTS: Final = frozenset({".gpkg", ".xlsx", ".xls"})


@dataclass(frozen=True)
class Recognition:
    """Which kind of data a file seems to hold, and why.

    Parameters
    ----------
    kind
        Key of :data:`geo.city.settings_editor.KINDS`.
    sure
        :data:`BY_FORMAT`, :data:`BY_HEADERS`, :data:`BY_NAME`, :data:`CHOSEN`, or :data:`OPEN`
        where the kind is only the first of several that fit alike.
    """

    kind: str
    sure: str

    @property
    def is_certain(self) -> bool:
        """Whether nobody needs to be asked."""
        return self.sure in {BY_FORMAT, BY_HEADERS, CHOSEN}


def recognise_parts(source: Source, kinds: Sequence[str]) -> dict[str, Recognition]:
    """Recognise a file, or each of its sheets or layers that is certain.

    Returns
    -------
    dict
        By sheet or layer; under "" where the file has one only, or none is certain.

    Raises
    ------
    YipanError
        If the file is broken.
    """
    if source.path.suffix not in _OF_PARTS or (STREETS in kinds and _is_street_network(source)):
        return {"": recognise(source, kinds)}
    parts = parts_of(source, layer=source.path.suffix == ".gpkg")
    if len(parts) < 2:
        return {"": recognise(source, kinds)}
    recognised = {}
    for part in parts:
        with suppress(YipanError):  # a sheet without a table
            recognition = recognise(replace(source, sheet=part), kinds)
            if recognition.is_certain and _has_rows(replace(source, sheet=part), recognition.kind):
                recognised[part] = recognition
    return recognised or {"": Recognition(kinds[0], OPEN)}


def _has_rows(source: Source, kind: str) -> bool:
    """Return whether anything stands below the headers: templates have sheets without."""
    if KINDS[kind].layer:
        return True
    rows = open_file(source).first_rows()
    header = find_header(rows[: LIMITS.header_rows], TABLES[KINDS[kind].table], {})
    return any(map(any, rows[header.row :]))


def recognise(source: Source, kinds: Sequence[str]) -> Recognition:
    """Recognise which of some kinds a file is.

    Parameters
    ----------
    source
        The file; its path has the suffix of its format.
    kinds
        The kinds that its format admits.

    Raises
    ------
    YipanError
        If it is broken.
    """
    if len(kinds) == 1:
        return Recognition(kinds[0], BY_FORMAT)
    if STREETS in kinds and (source.path.suffix != ".gpkg" or _is_street_network(source)):
        return Recognition(STREETS, BY_FORMAT)
    tables = [kind for kind in kinds if kind not in {LAYER, STREETS}]
    if LAYER in kinds and (not tables or _is_polygons(source)):
        return Recognition(LAYER, BY_FORMAT)
    return recognise_table(open_file(source).first_rows(), tables, source.name)


def recognise_table(
    rows: Sequence[Sequence[str]], kinds: Sequence[str], name: str = ""
) -> Recognition:
    """Recognise which kind of table the first rows of a file are of.

    Parameters
    ----------
    rows
        The first rows, with titles and headers.
    kinds
        Those that it may be.
    name
        The name of the file, which decides between kinds that fit alike.

    Examples
    --------
    >>> kinds = ["records", "staff", "sites"]
    >>> recognise_table([["站点名称", "经度", "纬度", "服务项目"]], kinds)
    Recognition(kind='sites', sure='headers')
    >>> recognise_table([["社区代码", "人数"]], kinds, "人员名册.csv")
    Recognition(kind='staff', sure='name')
    >>> recognise_table([["社区代码", "人数"]], kinds)
    Recognition(kind='records', sure='open')
    """
    scores = {kind: score(rows, TABLES[KINDS[kind].table]) for kind in kinds}
    best = max(scores.values(), default=0.0)
    near = [kind for kind in kinds if best - scores[kind] < _MARGIN]
    if best and len(near) == 1:
        return Recognition(near[0], BY_HEADERS)
    named = [kind for kind in _WORDS if kind in kinds and _is_named(kind, name)]
    among = [kind for kind in named if kind in near] or (named if not best else [])
    return Recognition(among[0], BY_NAME) if among else Recognition(near[0], OPEN)


def score(rows: Sequence[Sequence[str]], table: TableSchema) -> float:
    """Return how well headers fit a table: 0 where a column that it needs is missing.

    Each column counts one; a header that may mean other things counts half.

    Examples
    --------
    >>> score([["社区代码", "人数"]], TABLES["staff"]), score([["代码", "人数"]], TABLES["staff"])
    (2.0, 1.5)
    >>> score([["社区代码", "户籍人口"]], TABLES["staff"])
    0.0
    """
    headers = find_header(rows[: LIMITS.header_rows], table, {}).cells
    matched = positions(headers, table).keys()
    strict = positions(headers, _strict(table)).keys()
    if not all(matched & need for need in needs(table)):
        return 0.0
    return sum(1.0 if name in strict else _LOOSE for name in matched)


def needs(table: TableSchema) -> list[frozenset[str]]:
    """List what a table needs: of each, one column at least.

    Examples
    --------
    >>> [sorted(need) for need in needs(TABLES["agreements"])]
    [['place_a'], ['place_b'], ['signed_on']]
    """
    own = [
        frozenset({column.name, *column.instead.split()})
        for column in table.columns
        if column.needed
    ]
    return [*own, *_SOME_OF.get(table.name, ())]


@cache
def _strict(table: TableSchema) -> TableSchema:
    """Return a table without the headers that may mean other things."""
    return replace(table, columns=tuple(replace(column, loose="") for column in table.columns))


def _is_named(kind: str, name: str) -> bool:
    plain = name.casefold().replace("-", "_").replace(" ", "_")
    return any(word in plain for word in _WORDS[kind].split())


def _is_street_network(source: Source) -> bool:
    with features.opened(source) as file:
        return {"nodes", "edges"} <= set(file.layers())


def _is_polygons(source: Source) -> bool:
    """Return whether the first records of a file are outlines."""
    suffix = source.path.suffix
    if suffix in _ARROW:
        return _is_arrow_of_polygons(source)
    if suffix in KML_SUFFIXES:
        frame = read_kml(source)
    else:
        with features.opened(source) as file:
            layer = source.sheet or layer_name(source, file.layers()[:1])
            frame = gpd.GeoDataFrame(file.read(layer, [], most=_SHAPES_LOOKED_AT))
    shapes: Any = frame.geometry.dropna()
    return any(kind.endswith(_POLYGON) for kind in shapes.geom_type)


def _is_arrow_of_polygons(source: Source) -> bool:
    """Return what GeoParquet says of itself; of others, whether the columns are of communities."""
    schema = GeoTable(source).schema
    shapes = geometry_columns(schema)
    if not shapes:
        return False
    said = described_columns(schema).get("columns", {}).get(shapes[0], {}).get("geometry_types")
    if said:
        return any(str(kind).split()[0].endswith(_POLYGON) for kind in said)
    return score([schema.names], TABLES[KINDS[LAYER].table]) > 0
