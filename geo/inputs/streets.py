"""The street network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import TableError

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
        begin = file.read(_BEGIN_BYTES)
    # Entities can name other files or swell without end; GraphML needs none.
    if b"<graphml" not in begin or b"<!" in begin:
        raise TableError(source.fault("fault.not_graphml"))
    import osmnx  # noqa: PLC0415  # slow to import, and not always installed

    try:
        return osmnx.load_graphml(source.path)
    except (ValueError, KeyError, SyntaxError) as error:
        raise TableError(source.fault("fault.graphml_broken", value=error)) from error
