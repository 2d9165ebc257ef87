"""Only the GDAL drivers we name may open a file.

GDAL opens a file by its content, whatever its name: an OGR VRT called ``.geojson`` reads any other
file of the machine, and some drivers fetch from the net. Drivers can be left out only before
pyogrio is first imported, so :func:`restrict` is called as soon as ``geo`` is.
"""

from __future__ import annotations

import os
from typing import Final

from geo.errors import BoundaryError, Fault

ALLOWED: Final = frozenset({"GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf"})

# All others that GDAL is built with, here or elsewhere; `checked` finds any that is not listed.
_OTHERS: Final = (
    "ADBC AIVector ALS AVCBin AVCE00 AmigoCloud Arrow BAG CAD CSV CSW Carto DGN DODS DWG DXF "
    "EDIGEO EEDA ESRIJSON Elasticsearch FileGDB GDALG GML GMLAS GPSBabel GPX GTFS GeoJSONSeq "
    "GeoRSS HANA HTTP IDB INGRES Idrisi Interlis JML JP2OpenJPEG JSONFG KML LIBKML LVBAG MBTiles "
    "MEM MSSQLSpatial MVT MapML Memory MiraMonVector MongoDBv3 MySQL NAS NGW NTF OAPIF OCI ODBC "
    "ODS OGCAPI OGDI OGR_DODS OGR_GMT OGR_PDS OGR_VRT OSM OpenFileGDB PCIDSK PDF PDS4 PGDUMP "
    "PGeo PLSCENES PMTiles Parquet PostgreSQL REC S57 SDTS SOSI SQLite SVG SXF Selafin TIGER "
    "TopoJSON UK VDV VFK VICAR WAsP WFS XLS XLSX XODR netCDF"
).split()
_WITH_SPACES: Final = ("MapInfo File", "UK .NTF", "Interlis 1", "Interlis 2", "Geomedia", "Walk")


def restrict() -> None:
    """Leave out every other driver; takes effect if pyogrio has not been imported yet."""
    os.environ["OGR_SKIP"] = ",".join((*_OTHERS, *_WITH_SPACES))


def checked() -> None:
    """Refuse to read a layer while any other driver is there.

    Raises
    ------
    BoundaryError
        If pyogrio was imported before ``geo``, or brings drivers that we do not know.
    """
    import pyogrio  # noqa: PLC0415  # only after `restrict`

    if extra := sorted(set(pyogrio.list_drivers()) - ALLOWED):
        raise BoundaryError(Fault("fault.drivers", stops=True, value=", ".join(extra[:5])))
