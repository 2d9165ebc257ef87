"""How much of a whole run a what-if takes, on the sample city, in one process.

Run: ``.venv/bin/python benchmarks/whatif.py [rounds]``. A run is :func:`geo.run` of the city just
opened; a what-if is :func:`geo.what_if` on its results with the figures put side by side. What
is made only when it is asked for (sharing, plans, norms as data) is timed by itself. The first
round of each, which compiles code and reads what is kept, is not counted. Seconds are of the
processor; figures are medians, and runs and what-ifs take turns.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import geo
from geo.city.scenarios.changes import (
    NormChange,
    SiteAdded,
    SiteClosed,
    StaffChange,
    StreetClosed,
    StreetSpeed,
)
from geo.scenarios.comparison import compared

if TYPE_CHECKING:
    from collections.abc import Callable

CITY = Path(__file__).resolve().parents[1] / "data"


def timed(work: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    """Return what work gives, and the seconds of the processor that it took."""
    begin = time.process_time()
    return work(*arguments), time.process_time() - begin


def opened_and_run() -> tuple[geo.City, geo.Results]:
    """Open the sample city and run it."""
    city = geo.City.open(CITY)
    return city, geo.run(city)


def changes_of(city: geo.City, results: geo.Results) -> dict[str, Any]:
    """Return the changes that are tried, by name."""
    sites, units = city.sites.frame, results.units.communities
    lon, lat = (float(sites[axis].mean()) for axis in ("lon", "lat"))
    streets = city.streets.frame
    corner = float(streets.vertex_lon[1000]), float(streets.vertex_lat[1000])
    return {
        "a site more": SiteAdded("新站", lon, lat, ("政策咨询",), 2),
        "a site closed": SiteClosed(sites["site_name"].iloc[0]),
        "staff of a community": StaffChange(units["community_code"].iloc[0], add=2),
        "norm: people per staff": NormChange("max_population_per_staff", 400),
        "norm: minutes": NormChange("access_minutes", 10),
        "norm: walking speed": NormChange("walk_kph", 4.0),
        "a street closed": StreetClosed(*corner),
        "speed of a street": StreetSpeed(*corner, drive_kph=10.0),
    }


def main(rounds: int = 3) -> None:
    """Print the seconds of runs and of what-ifs, and their ratios."""
    whole: list[float] = []
    spent: dict[str, list[tuple[float, float]]] = {}
    for counted in range(rounds + 1):
        (city, base), seconds = timed(opened_and_run)
        whole.append(seconds)
        for name, change in changes_of(city, base).items():
            scenario = geo.Scenario(name, changes=(change,))
            results, first = timed(geo.what_if, city, base, scenario)
            _, beside = timed(compared, base, results)
            _, later = timed(results.complete)
            if counted:
                spent.setdefault(name, []).append((first + beside, first + beside + later))
    run = median(whole[1:])
    print(f"a whole run: {run:.2f} s")
    for name, rounds_of in spent.items():
        answer, everything = (median(of) for of in zip(*rounds_of, strict=True))
        print(
            f"{name}: {answer:.2f} s, {answer / run:.3f} of a run;"
            f" with all on demand {everything:.2f} s, {everything / run:.3f}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
