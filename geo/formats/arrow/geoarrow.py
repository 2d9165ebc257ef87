"""What GeoParquet and GeoArrow say of their columns of geometry."""

from __future__ import annotations

import json
from typing import Any, Final

# The system of GeoParquet that does not say its own.
UNSAID: Final = "OGC:CRS84"


def as_geoarrow(table: Any, shape: str) -> Any:
    """Say of the geometry what GeoParquet says of it, and forget what pandas makes an index of."""
    described = described_columns(table.schema)
    table = table.replace_schema_metadata(None)
    if not described:
        return table
    of = described["columns"][shape]
    encoding = {"WKB": "wkb"}.get(of["encoding"], of["encoding"])
    told = {
        "ARROW:extension:name": f"geoarrow.{encoding}",
        "ARROW:extension:metadata": json.dumps({"crs": of.get("crs", UNSAID)}),
    }
    at = table.schema.get_field_index(shape)
    return table.set_column(at, table.schema.field(at).with_metadata(told), table.column(at))


def described_columns(schema: Any) -> dict[str, Any]:
    """Read what GeoParquet says of its columns; {} where it says nothing."""
    described = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    return described if isinstance(described, dict) else {}


def geometry_columns(schema: Any) -> list[str]:
    """Name the columns of geometry, the main one first."""
    if described := described_columns(schema):
        main = described["primary_column"]
        return [main, *(name for name in described["columns"] if name != main)]
    kinds = {
        field.name: (field.metadata or {}).get(b"ARROW:extension:name", b"")
        or str(getattr(field.type, "extension_name", "")).encode()
        for field in schema
    }
    return [name for name, kind in kinds.items() if kind.startswith((b"geoarrow.", b"ogc.wkb"))]
