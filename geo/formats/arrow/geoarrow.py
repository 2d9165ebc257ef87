"""What GeoParquet and GeoArrow say of their columns of geometry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geo.core.issues import BoundaryError
from geo.formats.georeferencing.stated_crs import stated_crs

if TYPE_CHECKING:
    from geo.formats.source import Source

# The system of GeoParquet that does not say its own.
UNSAID: Final = "OGC:CRS84"


_ENCODINGS: Final = frozenset(
    {
        *("wkb", "point", "linestring", "polygon"),
        *("multipoint", "multilinestring", "multipolygon"),
    }
)


def as_geoarrow(table: pa.Table, shape: str, source: Source) -> pa.Table:
    """Return the column of geometry as GeoArrow, and the others without what is said of them.

    What is said can name files, addresses and code: the CRS is brought through its gate, and
    nothing else is handed on, such as what pandas makes an index of, or types that are not Arrow's.

    Raises
    ------
    BoundaryError
        If the CRS names a file or an address, or is none.
    ValueError
        If the geometry is kept in a way that is no GeoArrow.
    """
    metadata = said_of(table.schema, shape)
    encoding = _encoding(table.schema, shape)
    if encoding not in _ENCODINGS:
        raise ValueError(encoding)
    crs = None if metadata is None else stated_crs(metadata, source, BoundaryError).to_json_dict()
    extension = {
        "ARROW:extension:name": f"geoarrow.{encoding}",
        "ARROW:extension:metadata": json.dumps({} if crs is None else {"crs": crs}),
    }
    fields = [field.remove_metadata() for field in table.schema]
    position = table.schema.get_field_index(shape)
    fields[position] = fields[position].with_metadata(extension)
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields))


def said_of(schema: pa.Schema, shape: str) -> Any:
    """Return what a file says is the CRS of its geometry, whatever that is; None = nothing."""
    if described := described_columns(schema).get("columns", {}).get(shape):
        return described.get("crs", UNSAID)
    extension = (schema.field(shape).metadata or {}).get(b"ARROW:extension:metadata", b"{}")
    return parsed(extension or b"{}").get("crs")


def is_wkb(kind: pa.DataType) -> bool:
    """Return whether a column holds its geometry as WKB."""
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _encoding(schema: pa.Schema, shape: str) -> str:
    if described := described_columns(schema):
        return str(described["columns"][shape]["encoding"]).lower()
    field = schema.field(shape)
    name = (field.metadata or {}).get(b"ARROW:extension:name", b"ogc.wkb").decode()
    return str(name.rpartition(".")[2])


def parsed(text: bytes) -> dict[str, Any]:
    """Parse what a file says of itself.

    Raises
    ------
    ValueError
        If it is no JSON, or nested without end.
    """
    try:
        parsed_json = json.loads(text)
    except RecursionError as error:
        raise ValueError(type(error).__name__) from error
    return parsed_json if isinstance(parsed_json, dict) else {}


def described_columns(schema: pa.Schema) -> dict[str, Any]:
    """Read what GeoParquet says of its columns; {} where it says nothing."""
    return parsed((schema.metadata or {}).get(b"geo", b"{}"))


def geometry_columns(schema: pa.Schema) -> list[str]:
    """List the columns of geometry, the main one first."""
    if described := described_columns(schema):
        main = described["primary_column"]
        return [main, *(name for name in described["columns"] if name != main)]
    kinds = {
        field.name: (field.metadata or {}).get(b"ARROW:extension:name", b"")
        or str(getattr(field.type, "extension_name", "")).encode()
        for field in schema
    }
    return [name for name, kind in kinds.items() if kind.startswith((b"geoarrow.", b"ogc.wkb"))]
