"""The tables of this package: CSV with its source in lines that begin with ``#``."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of this package, all text."""
    lines = (files("geo.regions") / name).read_text(encoding="utf-8").splitlines()
    columns, *rows = csv.reader(line for line in lines if not line.startswith("#"))
    return [dict(zip(columns, row, strict=True)) for row in rows]
