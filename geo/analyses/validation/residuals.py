"""Whether points and boundaries are in the coordinate systems they are declared to be in.

Points and boundaries that are in unlike systems part by some 500 m either way. Which of the two is
wrong no point can tell alone, so both are read anew, one at a time, and what fits is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.population.methods.loss_evidence import READINGS
from geo.analyses.validation.methods.coordinate_system import (
    FEWEST,
    LEAST_GAIN,
    Verdict,
    agreement,
    best_reading,
)
from geo.core.issues import Issue
from geo.spatial.coordinates import from_wgs84, to_wgs84

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.analyses.population.diagnostics import Diagnostics
    from geo.analyses.validation.methods.coordinate_system import LonLat
    from geo.city.settings import Settings

_BOUNDARIES: Final = "boundaries "
# What is told of a layer whose datum is shifted by no exact operation.
_DATUM: Final = frozenset({"issue.datum_shift", "issue.datum_vague", "issue.datum_unknown"})


def residual_issues(
    diagnostics: Diagnostics, settings: Settings, reported: Iterable[Issue] = ()
) -> list[Issue]:
    """Report files whose points fit their stated codes better in another coordinate system.

    Parameters
    ----------
    diagnostics
        With the samples; points and boundaries are in WGS84, if the declared systems are right.
    settings
        ``city.toml``, which declares them.
    reported
        The issues of the boundaries. Where their datum was shifted by an operation that may not be
        exact, how well the points fit is told, too.
    """
    points = _as_read(settings.records.coordinates)
    drawn = _as_read(settings.boundaries.coordinates)
    agrees = {
        file: agreement(
            _readings(sample, points, drawn), sample["community_code"], diagnostics.index
        )
        for file, sample in diagnostics.samples.items()
    }
    if not agrees:
        return []
    verdicts = {file: best_reading(agree[[*READINGS]], points) for file, agree in agrees.items()}
    issues = [
        _residual("issue.residual", verdict, points, file, settings.records.coordinates)
        for file, verdict in verdicts.items()
        if verdict.best != points
    ]
    together = pd.concat(agrees.values(), ignore_index=True)
    others = [name for name in map(str, together) if name.startswith(_BOUNDARIES)]
    overall = best_reading(together[[points, *others]], points)
    fit = sum(one.agree[one.best] * one.tested for one in verdicts.values()) / max(len(together), 1)
    layer, declared = settings.boundaries.communities, settings.boundaries.coordinates
    if overall.best != points and overall.agree[overall.best] > fit - LEAST_GAIN:
        issues.append(_residual("issue.residual_boundaries", overall, points, layer, declared))
        if overall.agree[overall.best] > fit + LEAST_GAIN:
            issues = issues[-1:]  # no reading of the points explains as much
    shifted = any(issue.what in _DATUM for issue in reported)
    return [*issues, *(_fits(overall, points, layer) if shifted else ())]


def _as_read(declared: str) -> str:
    return "wgs84" if declared in {"cgcs2000", ""} else declared


def _readings(sample: pd.DataFrame, points: str, drawn: str) -> dict[str, LonLat]:
    """Place points as they lie to the boundaries if either is read as another system."""
    lon, lat = sample["lon"], sample["lat"]
    raw = from_wgs84(lon, lat, points)
    readings = {name: to_wgs84(*raw, name) for name in READINGS}
    # Points are moved, and not the boundaries: what those would be, laid where they are now.
    moved = {
        _BOUNDARIES + name: to_wgs84(*from_wgs84(lon, lat, name), drawn)
        for name in READINGS
        if name != drawn
    }
    return readings | moved


def _residual(key: str, verdict: Verdict, reading: str, file: str, declared: str) -> Issue:
    return Issue(
        key,
        severity="warning",
        file=file,
        column="lon" if key == "issue.residual" else "geometry",
        value=declared or reading,
        more={
            "best": verdict.best.removeprefix(_BOUNDARIES),
            "tested": verdict.tested,
            "as_given": f"{100 * verdict.agree[reading]:.1f}",
            "as_best": f"{100 * verdict.agree[verdict.best]:.1f}",
        },
    )


def _fits(verdict: Verdict, reading: str, layer: str) -> list[Issue]:
    if verdict.tested < FEWEST:
        return []
    placeholders = {"tested": verdict.tested, "agree": f"{100 * verdict.agree[reading]:.1f}"}
    return [
        Issue(
            "note.datum_fit", severity="warning", file=layer, column="geometry", more=placeholders
        )
    ]
