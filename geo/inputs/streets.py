"""The street network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from geo.errors import TableError
from geo.inputs.xml_guard import XmlRefusedError, look_through

if TYPE_CHECKING:
    from geo.inputs.source import Source

_BEGIN_BYTES = 4096


def read_streets(source: Source) -> Any:
    """Read a street network as OSMnx saved it.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes with ``x, y`` (degrees), edges with ``length`` (metres).

    Raises
    ------
    TableError
        If the file is no GraphML, or broken.
    """
    with source.path.open("rb") as file:
        if b"<graphml" not in file.read(_BEGIN_BYTES):
            raise TableError(source.fault("fault.not_graphml"))
        file.seek(0)
        try:
            look_through(file)
        except XmlRefusedError as error:
            raise TableError(source.fault(str(error))) from error
        except (ExpatError, ValueError, LookupError) as error:
            fault = source.fault("fault.graphml_broken", value=type(error).__name__)
            raise TableError(fault) from error
    import osmnx  # noqa: PLC0415  # slow to import, and not always installed

    try:
        return osmnx.load_graphml(source.path)
    except (ValueError, KeyError, SyntaxError) as error:
        raise TableError(source.fault("fault.graphml_broken", value=error)) from error
