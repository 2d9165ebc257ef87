"""Yipan: where public services fall short of the people who moved here, and what to do next.

>>> import geo
>>> results = geo.run(geo.City.open("data"))
>>> results.city_total["status"].item()
'understaffed'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.formats.vector.drivers import restrict

if TYPE_CHECKING:
    from geo.city.folder import City
    from geo.city.scenarios.changes import Scenario
    from geo.core.issues import Issue, YipanError
    from geo.core.results import Results
    from geo.core.standards import Standards
    from geo.pipeline import check, run
    from geo.scenarios.what_if import what_if

__version__ = "0.1.0"
__all__ = [
    "City",
    "Issue",
    "Results",
    "Scenario",
    "Standards",
    "YipanError",
    "__version__",
    "check",
    "run",
    "what_if",
]

restrict()  # before anything can import pyogrio

_HOMES = {
    "City": "geo.city.folder",
    "Issue": "geo.core.issues",
    "Results": "geo.core.results",
    "Scenario": "geo.city.scenarios.changes",
    "Standards": "geo.core.standards",
    "YipanError": "geo.core.issues",
    "check": "geo.pipeline",
    "run": "geo.pipeline",
    "what_if": "geo.scenarios.what_if",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that the command starts at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
