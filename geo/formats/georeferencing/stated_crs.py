"""The one gate for what a file, or its user, states as coordinate reference system.

PROJ opens files for what it is told: ``+init=file:section``, grids, pipelines, and from the net if
it may. So nothing reaches it but the code of an authority, and WKT, PROJJSON or a PROJ string in
which every word is known to name no file.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pyproj import CRS
from pyproj.exceptions import ProjError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

from geo.formats.checked import shortened
from geo.spatial.datum_shift import UNKNOWN, WORTH_TELLING_M

if TYPE_CHECKING:
    from geo.core.issues import Issue, YipanError
    from geo.formats.source import Source
    from geo.spatial.datum_shift import DatumShift

_LONGEST: Final = 50_000
_AUTHORITIES: Final = "(?:EPSG|ESRI|OGC|CRS|IGNF)"
# EPSG:4490, EPSG:4490+5737, and the same as a name or an address of OGC, which PROJ does not ask.
_CODE: Final = re.compile(
    rf"{_AUTHORITIES}:\w{{1,20}}(\+\d{{1,6}})?"
    rf"|(urn:)?(x-)?ogc:def:crs:{_AUTHORITIES}(:[\w.]{{0,10}})?:\w{{1,20}}"
    rf"|https?://www\.opengis\.net/def/crs/{_AUTHORITIES}/[\w.]{{1,10}}/\w{{1,20}}"
    r"|\d{4,6}",
    re.IGNORECASE | re.ASCII,
)
_WKT: Final = re.compile(r"\s*[A-Z_]{5,20}\s*[\[(]", re.IGNORECASE)
# Text in quotes, a word or a number, a mark; anything else is not WKT.
_TOKEN: Final = re.compile(r'"(?:[^"]|"")*"|[A-Za-z0-9_.+-]+|[\[\](),]|\S')
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.+-]+|[\[\](),]")
# No word of WKT that can name a file (EXTENSION is looked into), a grid or a model of one.
_WKT_TEXT: Final = """
    GEOGCS GEOCCS PROJCS DATUM SPHEROID PRIMEM UNIT AUTHORITY AXIS PARAMETER PROJECTION TOWGS84
    COMPD_CS VERT_CS VERT_DATUM EXTENSION METADATA VERTCS
    GEOGCRS GEODCRS GEOGRAPHICCRS GEODETICCRS PROJCRS PROJECTEDCRS BASEGEOGCRS BASEGEODCRS ELLIPSOID
    GEODETICDATUM TRF PRIMEMERIDIAN ENSEMBLE MEMBER ENSEMBLEACCURACY CONVERSION METHOD CS ORDER
    ANGLEUNIT LENGTHUNIT SCALEUNIT TIMEUNIT PARAMETRICUNIT MERIDIAN ID CITATION URI USAGE SCOPE AREA
    BBOX VERTICALEXTENT TIMEEXTENT REMARK DYNAMIC FRAMEEPOCH ANCHOR ANCHOREPOCH VERTCRS VERTICALCRS
    VDATUM VRF VERTICALDATUM COMPOUNDCRS BOUNDCRS SOURCECRS TARGETCRS ABRIDGEDTRANSFORMATION VERSION
    OPERATIONACCURACY AXISMINVALUE AXISMAXVALUE RANGEMEANING
"""
_WKT_WORDS: Final = frozenset(_WKT_TEXT.split())
# Of PROJ strings: numbers and names only, and no key that names a grid, a file or a further step.
_PROJ_TERM: Final = re.compile(
    r"\+?(?:proj=(?!pipeline|\w*grid|\w*shift)\w+|nadgrids=@null"
    r"|(?:datum|ellps|units|vunits|axis|type|pm|title|alpha|gamma|lonc|zone|k|k_0|[abfh]|rf|R"
    r"|lat_[012t]|lat_ts|lon_[0123w]|lon_wrap|[xyz]_0|towgs84|to_meter|vto_meter|o_\w+)=[\w.,:+-]+"
    r"|south|wktext|no_defs|over|no_uoff|no_off|R_A)",
    re.ASCII,
)
_PROJJSON_FILES: Final = frozenset(
    {
        "geoid_model",
        "geoid_models",
        "velocity_model",
        "deformation_models",
        "interpolation_crs",
        "steps",
    }
)


def stated_crs(stated: Any, source: Source, error: type[YipanError]) -> CRS:
    """Return the CRS that a text states, having read no file and asked no address.

    Parameters
    ----------
    stated
        Code of an authority, an OGC name of one, WKT, PROJJSON (text or parsed) or a PROJ string
        without grids; a whole number is a code of EPSG.
    source
        The file, for the issue.
    error
        What to raise.

    Raises
    ------
    YipanError
        The error given, if the text names a file, a grid, an address or a pipeline, or is no CRS.
    """
    set_network_enabled(active=False)
    try:
        text = _text(stated)
        if not names_no_file(text):
            raise error(source.issue("issue.crs_refers", value=text))
        return CRS.from_user_input(int(text) if text.isdecimal() else text)
    except (ProjError, TypeError, ValueError, RecursionError) as cause:
        if isinstance(cause, error):
            raise
        raise error(source.issue("issue.crs_unknown", value=stated)) from cause


def shift_issues(shift: DatumShift, crs: CRS, source: Source) -> list[Issue]:
    """Report by which operation a layer goes to WGS84, if it is not good to a few metres."""
    if shift.name != UNKNOWN and shift.accuracy_m <= WORTH_TELLING_M:
        return []
    datum = shortened(crs.geodetic_crs.name if crs.geodetic_crs else crs.name)
    if shift.name == UNKNOWN:
        issue = source.warning("issue.datum_unknown", section=source.section)
    elif math.isinf(shift.accuracy_m):
        issue = source.warning("issue.datum_vague", operation=shift.name)
    else:
        metres = math.ceil(shift.accuracy_m)
        issue = source.warning("issue.datum_shift", operation=shift.name, metres=metres)
    return [replace(issue, value=datum)]


def names_no_file(text: str) -> bool:
    """Validate that nothing in a CRS text makes PROJ open a file or ask an address.

    Examples
    --------
    >>> names_no_file("EPSG:4490"), names_no_file("+proj=longlat +ellps=GRS80 +no_defs")
    (True, True)
    >>> names_no_file("+init=/etc/passwd:x"), names_no_file("https://host/crs")
    (False, False)
    >>> names_no_file("+proj=longlat +ellps=GRS80 +nadgrids=/etc/passwd")
    False
    """
    text = text.strip()
    if len(text) > _LONGEST or _CODE.fullmatch(text):
        return len(text) <= _LONGEST
    if text.startswith("{"):
        try:
            return _harmless_projjson(json.loads(text))
        except (ValueError, RecursionError):
            return False
    if _WKT.match(text):
        return _harmless_wkt(text)
    if "=" in text:
        return all(_PROJ_TERM.fullmatch(term) for term in text.split())
    return bool(re.fullmatch(r"[\w ()'°/-]{1,80}", text)) and not text.startswith("/")


def _text(stated: Any) -> str:
    """Return what is stated as text; JSON is written anew, so that what is checked is used."""
    if isinstance(stated, str) and stated.lstrip().startswith("{"):
        stated = json.loads(stated)
    if isinstance(stated, dict):
        return json.dumps(stated, ensure_ascii=False)
    if isinstance(stated, bool) or not isinstance(stated, (str, int)):
        raise TypeError(type(stated).__name__)
    return str(stated).strip()


def _harmless_wkt(text: str) -> bool:
    """Validate that each word is known, and extensions and methods name no file."""
    tokens = _TOKEN.findall(text)
    for position, token in enumerate(tokens):
        if token.startswith('"') and len(token) > 1:
            extends = [word.upper() for word in tokens[position - 4 : position - 1]]
            if extends == ["EXTENSION", "[", '"PROJ4"']:
                if not all(map(_PROJ_TERM.fullmatch, token[1:-1].split())):
                    return False
            elif _of_proj(token[1:-1]):
                return False
        elif tokens[position + 1 : position + 2] in (["["], ["("]):
            if token.upper() not in _WKT_WORDS:
                return False
            if token.upper() == "EXTENSION" and tokens[position + 2 : position + 3] != ['"PROJ4"']:
                return False
        elif not _PLAIN.fullmatch(token) or _of_proj(token):
            return False
    return True


def _harmless_projjson(part: Any) -> bool:
    """Validate that no parameter is a file, no model is named and no method is PROJ's own."""
    if isinstance(part, list):
        return all(map(_harmless_projjson, part))
    if isinstance(part, dict):
        if _PROJJSON_FILES & set(part) or isinstance(part.get("value"), str):
            return False
        return all(map(_harmless_projjson, part.values()))
    return not (isinstance(part, str) and _of_proj(part))


def _of_proj(name: str) -> bool:
    """Return whether a name of WKT or PROJJSON is an operation in PROJ's own words."""
    name = name.strip().casefold()
    return name.startswith(("proj ", "proj-")) or "+proj" in name or "+init" in name
