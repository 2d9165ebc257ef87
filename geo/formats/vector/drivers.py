"""The GDAL drivers that may open a file; neither they nor PROJ may open another.

GDAL opens a file by its content, whatever its name: an OGR VRT called ``.geojson`` reads any other
file of the machine, and some drivers fetch from the net. Drivers can be left out only before
pyogrio is first imported, so :func:`restrict` is called as soon as ``geo`` is. What is set for the
environment here holds for libraries that read it when they are loaded, and for child processes.
"""

from __future__ import annotations

import os
from typing import Final

from geo.core.issues import BoundaryError, Issue

ALLOWED: Final = frozenset({"GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf"})

# All others that come with pyogrio. GDAL grumbles at names it has not, so no more than these.
_OTHERS: Final = (
    "ADBC,AIVector,AmigoCloud,AVCBin,AVCE00,Carto,CSV,CSW,DGN,DXF,EDIGEO,EEDA,"
    "Elasticsearch,ESRIJSON,GDALG,GeoJSONSeq,GeoRSS,GML,GPSBabel,GPX,GTFS,HTTP,"
    "Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MapInfo File,MapML,MBTiles,MEM,"
    "MiraMonVector,MVT,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OpenFileGDB,"
    "OSM,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,PMTiles,S57,Selafin,SQLite,SXF,TopoJSON,"
    "VDV,VFK,VICAR,WAsP,WFS,XLSX"
)

_SETTINGS: Final = {
    "OGR_SKIP": _OTHERS,
    "OGR_SQLITE_LOAD_EXTENSIONS": "",  # a list of libraries: a word in it is one to be loaded
    "SPATIALITE_SECURITY": "strict",  # its SQL functions that read and write files stay off
    "GDAL_PAM_ENABLED": "NO",  # no .aux.xml beside a file
    "PROJ_NETWORK": "OFF",
}


def restrict() -> None:
    """Leave out every other driver; takes effect if pyogrio has not been imported yet."""
    os.environ.update(_SETTINGS)


def checked() -> None:
    """Refuse to read a layer while any other driver is there.

    Raises
    ------
    BoundaryError
        If pyogrio was imported before ``geo``, or brings drivers that we do not know.
    """
    restrict()
    import pyogrio  # noqa: PLC0415  # only now

    if extra := sorted(set(pyogrio.list_drivers()) - ALLOWED):
        raise BoundaryError(Issue("issue.drivers", severity="error", value=", ".join(extra[:5])))
