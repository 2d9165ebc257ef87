"""``[basemap]`` of ``city.toml``: tiles from the net, and the coordinate system they are cut in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import with_config

from geo.core.setting_rules import SECTION, Address, OneOf

BASEMAPS: Final = ("none", "osm", "tianditu", "xyz", "wmts")
TILE_SYSTEMS: Final = ("wgs84", "cgcs2000", "gcj02")
"""What tiles may be in; those of BD-09 are cut by a grid of their own."""

# Servers whose tiles are known to be in GCJ-02 or in BD-09: Amap, Tencent, Google in China; Baidu.
_GCJ02: Final = ("autonavi.com", "amap.com", "gtimg.com", "qq.com", "google.cn")
_BD09: Final = ("bdimg.com", "baidu.com", "bcebos.com")


@with_config(SECTION)
@dataclass(frozen=True)
class BasemapSettings:
    """``[basemap]``: none, or tiles from the net.

    ``coordinates`` is what the tiles of ``url`` are in; maps are in WGS84, and tiles in GCJ-02 are
    moved under them.
    """

    kind: Annotated[str, OneOf(BASEMAPS)] = "none"
    url: Address = ""
    key: str = ""
    attribution: str = ""
    coordinates: Annotated[str, OneOf(TILE_SYSTEMS)] = "wgs84"

    @property
    def issue(self) -> str:
        """The key of what is wrong with the coordinate system; "" where nothing is.

        Examples
        --------
        >>> amap = "https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}"
        >>> BasemapSettings("xyz", amap).issue
        'issue.setting_tiles_gcj02'
        >>> BasemapSettings("xyz", amap, coordinates="gcj02").issue
        ''
        """
        host = urlsplit(self.url).hostname or ""
        if _is_of(host, _BD09):
            return "issue.setting_tiles_bd09"
        if _is_of(host, _GCJ02) and self.coordinates != "gcj02":
            return "issue.setting_tiles_gcj02"
        return ""


def _is_of(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
