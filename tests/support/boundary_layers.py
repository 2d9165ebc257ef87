"""Layers of three communities, as files of any kind."""

import zipfile

import geopandas as gpd
from shapely import box

from geo.city.datasets.communities import read_communities
from geo.city.settings import BoundarySettings
from geo.formats.source import Source

CODES = ["990101001001", "990101001002", "990102001001"]
SQUARES = [
    box(103.50, 40.5, 103.51, 40.51),
    box(103.51, 40.5, 103.52, 40.51),
    box(103.52, 40.5, 103.53, 40.51),
]


def layer(codes=CODES, geometry=SQUARES, crs=4326, **columns):
    names = [f"某某{at}社区" for at in range(len(codes))]
    return gpd.GeoDataFrame(
        {"社区代码": codes, "社区名称": names, **columns}, geometry=geometry, crs=crs
    )


def read(path, extra=None, **settings):
    source = Source(path, path.name, settings.get("layer", ""))
    return read_communities(source, extra, BoundarySettings(communities=path.name, **settings))


def shp(frame, path):
    """Write a Shapefile as Chinese programs do: text in GBK, and no word of it."""
    frame.to_file(path, encoding="GB18030")
    path.with_suffix(".cpg").unlink()


def zipped(path, folder=""):
    """Zip a Shapefile."""
    to = path.with_suffix(".zip")
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in path.parent.glob(f"{path.stem}.*"):
            if part != to:
                archive.write(part, folder + part.name)
    return to


def one_bad(gpkg, geometry, **how):
    return read(gpkg(layer(geometry=[geometry, *SQUARES[1:]]), **how))
