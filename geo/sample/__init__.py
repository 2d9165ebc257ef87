"""The generator of the sample city: an invented place whose files a user could have made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.progress import Progress, silent

if TYPE_CHECKING:
    from pathlib import Path

SEED: Final = 2026


def build(folder: Path, seed: int = SEED, progress: Progress = silent) -> None:
    """Build the sample city.

    Parameters
    ----------
    folder
        City folder to write; made if it is not there. Files of the same name are replaced.
    seed
        The same seed gives the same files.
    progress
        Told how far the build is.

    Notes
    -----
    Each part draws from a stream of its own, so that a change to one leaves the others as they are.
    """
    from geo.sample import (  # noqa: PLC0415
        files,
        names,
        norms,
        places,
        population,
        records,
        services,
        settings,
        streets,
    )

    streams = [np.random.default_rng((seed, part)) for part in range(5)]
    for part in ("boundaries", "records"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    city = places.make_places(streams[0])
    (folder / "city.toml").write_text(settings.CITY_TOML, "utf-8", newline="\n")
    files.write_boundaries(city.communities, folder / "boundaries" / "communities.gpkg")
    progress("stage.sample", 0.1)
    groups = population.make_groups(city, streams[1])
    for number, period in enumerate(population.PERIODS):
        present = population.in_period(groups, number)
        spoilt = records.records_of(present, city.communities, period, streams[2])
        files.write_records(spoilt, folder / "records" / f"{period}.parquet")
        progress("stage.sample", 0.2 + 0.1 * number)
    counts = (
        present.groupby("community")["count"].sum().reindex(city.communities.index, fill_value=0)
    )
    roster = services.make_roster(counts, city, streams[3])
    roster.insert(len(roster.columns) - 1, "岗位", norms.ROLE)
    files.write_roster(roster, folder / "staff.xlsx", f"{names.CITY}流动人口服务管理人员名册")
    sites = services.make_sites(counts, present, city, streams[3])
    files.write_csv(sites, folder / "sites.csv")
    files.write_csv(services.make_agreements(), folder / "agreements.csv")
    for name, table in (
        ("norms", norms.make_norms()),
        ("activities", norms.make_activities()),
        ("working_time", norms.make_working_time()),
    ):
        files.write_csv(table, folder / f"{name}.csv")
    progress("stage.sample", 0.5)
    files.write_streets(streets.make_streets(city, streams[4]), folder / "streets.graphml")
    progress("stage.sample", 1.0)
