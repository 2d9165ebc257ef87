"""The system of a file's coordinates, where the file itself says it; never guessed from them.

GeoJSON, GPS Visualizer and others write "WGS84" beside coordinates of any system, so that alone
says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core.issues import BoundaryError, YipanError
from geo.formats.georeferencing.stated_crs import stated_crs
from geo.formats.vector import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyproj import CRS

    from geo.formats.source import Source

# Words of headers, by system.
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "gcj02": ("gcj", "火星", "高德", "amap", "腾讯"),
    "bd09": ("bd09", "bd-09", "百度", "baidu"),
    "cgcs2000": ("cgcs", "2000坐标", "国家大地"),
    "wgs84": ("wgs",),
}
_CHINA_2000: Final = 1043  # code of the datum in EPSG
_BY_FEATURES: Final = (".gpkg", ".zip", ".fgb")


def system_in_headers(headers: Iterable[str]) -> str:
    """Return the system that the headers of longitude and latitude name; "" if none, or two.

    Examples
    --------
    >>> system_in_headers(["经度（GCJ-02）", "纬度（GCJ-02）"]), system_in_headers(["lon", "lat"])
    ('gcj02', '')
    """
    plain = " ".join(headers).casefold()
    named = [system for system, words in _WORDS.items() if any(word in plain for word in words)]
    return named[0] if len(named) == 1 else ""


def system_of_layer(source: Source) -> str:
    """Return ``"cgcs2000"`` where a layer says that it is in China's system of 2000; else "".

    Layers of other systems are asked about: shifted coordinates are mostly called WGS84.
    """
    if source.path.suffix not in _BY_FEATURES:
        return ""
    try:
        with features.opened(source) as file:
            layers = [source.sheet] if source.sheet else file.layers()
            said = file.crs(layers[0]) if len(layers) == 1 else None
        crs = stated_crs(said, source, BoundaryError) if said else None
    except YipanError:
        return ""  # told by the check
    return "cgcs2000" if crs is not None and is_china_2000(crs) else ""


def is_china_2000(crs: CRS) -> bool:
    """Return whether a system is of the datum China 2000, in degrees or projected.

    Examples
    --------
    >>> from pyproj import CRS
    >>> is_china_2000(CRS(4490)), is_china_2000(CRS(4547)), is_china_2000(CRS(4326))
    (True, True, False)
    """
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return False
    code = geodetic.datum.to_json_dict().get("id", {}).get("code")
    return code == _CHINA_2000 or geodetic.to_epsg() == 4490
