"""Communities: a layer of polygons, and units that have none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.city.datasets.code_checks import level_issues, parent_issues
from geo.city.datasets.parent_codes import with_parents
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.issues import Issue, YipanError
from geo.formats.checked import Checked, row_issues
from geo.formats.georeferencing.polygon_repair import repair, to_wgs84
from geo.formats.header_matching import plain
from geo.formats.tables import read_matched
from geo.formats.values import to_codes, to_counts, to_text
from geo.formats.vector.layers import read_layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.city.settings import BoundarySettings
    from geo.formats.source import Source

# The six ways of working of the Zhengzhou notice, and how files write them.
COMMUNITY_KINDS: Final[Mapping[str, str]] = {
    "gated_estate": "封闭式物业小区 封闭式小区 物业小区 封闭小区 gatedestate",
    "mixed": "杂居居民小区 杂居小区 杂居 混居 mixed mixedneighbourhood mixedneighborhood",
    "urban_village": "都市村庄 城中村 urbanvillage",
    "market": "商市场 商场 商场市场 市场 商业市场 market",
    "employer": "经济组织和社会组织 经济组织 社会组织 企业 用工单位 单位 employer",
    "home_village": "流出地 流出地村庄 流出村 homevillage",
}
_KIND_OF: Final = {
    word: kind for kind, words in COMMUNITY_KINDS.items() for word in (plain(kind), *words.split())
}
COUNT_COLUMNS: Final = ("registered", "residents", "households")
COMMUNITY_COLUMNS: Final = tuple(column.name for column in TABLES["communities"].columns)


def read_communities(
    layer: Source, extra: Source | None, settings: BoundarySettings
) -> Checked[gpd.GeoDataFrame]:
    """Read the communities of a city.

    Parameters
    ----------
    layer
        The boundaries.
    extra
        A table of units without a boundary, with the same columns.
    settings
        ``[boundaries]`` of ``city.toml``.

    Returns
    -------
    Checked
        One row per community in order of code, EPSG:4326: ``community_code, community_name,
        subdistrict_code, subdistrict_name, district_code, district_name, kind`` and the names in a
        second language, ``<level>_name_second`` (str),
        ``registered``, ``residents``, ``households`` (Int64), ``geometry`` (Polygon, MultiPolygon,
        or None = no boundary). Codes of subdistricts and districts that no file gives: see
        :func:`geo.city.datasets.parent_codes.with_parents`.
    """
    parts = [_with_boundaries(layer, settings)]
    if extra:
        parts.append(_without_boundaries(extra, settings))
    units = pd.concat([part.frame for part in parts], ignore_index=True)
    issues = [issue for part in parts for issue in part.issues]
    dropped = [column for part in parts for column in part.dropped]
    issues += _repeated(units) + level_issues(units)
    if units.empty and not any(issue.stops for issue in issues):
        issues.append(layer.issue("issue.empty"))
    units = with_parents(units, settings.parent_code_length)
    units = units.sort_values("community_code", kind="stable", ignore_index=True)
    frame = gpd.GeoDataFrame(units[[*COMMUNITY_COLUMNS, "geometry"]], geometry="geometry", crs=4326)
    return Checked(frame, tuple(issues), tuple(dropped))


def _with_boundaries(source: Source, settings: BoundarySettings) -> Checked[pd.DataFrame]:
    source = replace(source, section="boundaries", crs=settings.crs)
    try:
        layer = read_layer(source, TABLES["communities"], settings.columns)
        degrees, placed = to_wgs84(layer.frame, settings.coordinates, source)
    except YipanError as error:
        return Checked(_units(pd.DataFrame({ROW: []}), source)[0], error.issues)
    units, issues = _units(layer.frame, source)
    units["geometry"], repaired = repair(degrees, units["community_code"], units[ROW], source)
    return Checked(units, (*layer.issues, *placed, *issues, *repaired), layer.match.dropped)


def _without_boundaries(source: Source, settings: BoundarySettings) -> Checked[pd.DataFrame]:
    table = read_matched(source, TABLES["communities"], settings.columns)
    units, issues = _units(table.frame, source)
    return Checked(units, (*table.issues, *issues), table.dropped)


def _units(read: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, list[Issue]]:
    """Bring a table of communities to its columns, with ``file`` and ``row``; geometry is None."""
    rows = read[ROW]
    nothing = pd.Series(np.nan, read.index, dtype="str")
    cells = {name: read.get(name, nothing) for name in COMMUNITY_COLUMNS}
    texts = {name: to_text(read[name]) if name in read else nothing for name in COMMUNITY_COLUMNS}
    units = pd.DataFrame(texts, index=read.index)
    units[FILE], units[ROW], units["geometry"] = source.name, rows.astype("int64"), None
    issues: list[Issue] = []
    for name in ("community_code", "subdistrict_code", "district_code"):
        if name not in read and name != "community_code":
            continue
        units[name], mangled = to_codes(cells[name])
        issue = source.issue("issue.code_mangled", name)
        issues += row_issues(issue, mangled, rows, cells[name])
        if name == "community_code":
            missing = units[name].isna() & ~mangled
            issues += row_issues(source.issue("issue.code_missing"), missing, rows)
    code = units["community_code"]
    nameless = units["community_name"].isna() & code.notna()
    issues += row_issues(source.warning("issue.name_missing"), nameless, rows, code)
    units["community_name"] = units["community_name"].fillna(code)

    units["kind"] = units["kind"].map(lambda kind: _KIND_OF.get(plain(kind)), na_action="ignore")
    unknown = texts["kind"].notna() & units["kind"].isna()
    issues += row_issues(
        source.warning("issue.kind_unknown", "kind"), unknown, rows, cells["kind"], of_places=True
    )
    for name in COUNT_COLUMNS:
        if name not in read:
            units[name] = pd.Series(pd.NA, read.index, dtype="Int64")
            continue
        counts, wrong = to_counts(cells[name])
        units[name] = pd.Series(counts, read.index, dtype="Int64").mask(wrong)
        wrong &= texts[name].notna().to_numpy()
        bad = source.warning("issue.registered_unread", name)
        issues += row_issues(bad, wrong, rows, cells[name])
    issues += parent_issues(units, source)
    return units.astype({"kind": "str"}), issues


def _repeated(units: pd.DataFrame) -> list[Issue]:
    """Report the codes given more than once, each file's at its first repeated row."""
    code = units["community_code"]
    again = code.notna() & code.duplicated()
    issues = []
    for file, rows in units[again].groupby(FILE, sort=True):
        issue = Issue("issue.code_twice", severity="error", file=str(file))
        issues += row_issues(issue, np.ones(len(rows)), rows[ROW], rows["community_code"])
    return issues
