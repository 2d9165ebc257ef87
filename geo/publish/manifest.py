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

    from geo.core.results import Results

_PACKAGES: Final = (
    "yipan",
    "geopandas",
    "shapely",
    "pandas",
    "numpy",
    "pyarrow",
    "pyogrio",
)


def manifest_bytes(
    results: Results, outputs: Mapping[str, str], sections: Mapping[str, Any]
) -> bytes:
    """Write the manifest of a run as JSON (UTF-8).

    It holds no clock time and no path of the machine: the same inputs, standards, versions and
    reference date give the same bytes.

    Parameters
    ----------
    results
        Of the run.
    outputs
        Name and sha256 of each file of the run.
    sections
        What analyses have to say of themselves, by section.
    """
    return (
        json.dumps(_content(results, outputs, sections), ensure_ascii=False, indent=2) + "\n"
    ).encode()


def _content(
    results: Results, outputs: Mapping[str, str], sections: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "city": results.city.name,
        "note": results.city.note,
        **({"scenario": results.scenario} if results.scenario else {}),
        "period": results.period,
        "periods": list(results.periods),
        "coordinates": "EPSG:4326",
        "standards": {
            name: {"value": value, "source": say(SOURCES[name], results.city.language)}
            for name, value in asdict(results.standards).items()
        },
        "inputs": dict(sorted(results.input_digests.items())),
        **sections,
        "warnings": [issue.sentence(results.city.language) for issue in results.issues],
        "outputs": dict(sorted(outputs.items())),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in _PACKAGES},
        },
    }
