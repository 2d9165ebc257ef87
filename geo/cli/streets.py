"""The command ``yipan streets``: fetch, convert and describe a city's street network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.cli.terminal import issues_as_json
from geo.core.i18n import Term, say
from geo.core.issues import Issue, TableError
from geo.network.islands import left_out
from geo.network.osm.download import around_place, fetch_streets
from geo.network.settings import DOWNLOADED, ISLAND_NODES
from geo.network.street_network import MODES

if TYPE_CHECKING:
    from geo.city.folder import City
    from geo.network.street_network import Network
    from geo.network.streets import Streets


def fetch(city: City, around: str = "") -> City:
    """Download the streets of a city anew.

    Parameters
    ----------
    city
        The city; its ``city.toml`` stays as it is.
    around
        A place by name, to download what lies around it; "" = within the communities' outline.

    Returns
    -------
    City
        The same city with the streets downloaded as its own.

    Raises
    ------
    TableError
        If there is no outline, the place is not known, or nobody answers.
    """
    path = city.folder / DOWNLOADED
    if around:
        settings = city.settings.streets
        fetch_streets(around_place(around, settings), path, settings)
    else:
        city.download_streets(path)
    streets = replace(city.settings.streets, file=DOWNLOADED)
    return replace(city, settings=replace(city.settings, streets=streets))


def opened(city: City) -> Streets:
    """Open the streets of a city, and keep them for the next time.

    Raises
    ------
    TableError
        If it has none, or they can't be used.
    """
    if city.streets is None:
        raise TableError(Issue("issue.streets_not_there", severity="error"))
    city.streets.usable(TableError)
    return city.streets


def inspect(network: Network, least: int = ISLAND_NODES) -> dict[str, Any]:
    """Measure a network.

    Parameters
    ----------
    network
        The streets.
    least
        See :func:`geo.network.islands.street_ranks`.

    Returns
    -------
    dict
        ``nodes``; ``edges``, each going one way; ``km`` of streets, each once whichever ways it is
        open; ``modes``: by mode ``nodes`` and ``edges`` open to it, ``largest_part`` (nodes of the
        largest part within which one gets from any to any other), ``islands`` (other such parts),
        ``island_nodes`` and ``island_km`` (of those too small to matter).
    """
    modes = {}
    for mode in MODES:
        usable = network.used_by(mode)
        parts = np.unique(network.strong_parts(mode)[usable], return_counts=True)[1]
        island_nodes, island_km = left_out(network, mode, least)
        modes[mode] = {
            "nodes": int(usable.sum()),
            "edges": int(network.open_to(mode).sum()),
            "largest_part": int(parts.max(initial=0)),
            "islands": max(len(parts) - 1, 0),
            "island_nodes": island_nodes,
            "island_km": island_km,
        }
    return {
        "nodes": len(network.lon),
        "edges": len(network.tail),
        "km": round(float(network.street_m.sum(dtype=np.float64)) / 1e3, 1),
        "modes": modes,
    }


def report(city: City, streets: Streets, language: str) -> dict[str, Any]:
    """Return what a network holds, as lines and for machines."""
    least = city.settings.streets.island_nodes
    content = inspect(streets.frame, least)
    name = city.settings.streets.name
    lines = [issue.sentence(language) for issue in (*streets.issues, *streets.notes)]
    totals = {key: content[key] for key in ("nodes", "edges", "km")}
    lines.append(say("streets.total", language, file=name, **totals))
    lines += [
        say("streets.mode", language, mode=Term(f"mode.{mode}"), **counts)
        for mode, counts in content["modes"].items()
    ]
    lines += [
        say("streets.islands", language, mode=Term(f"mode.{mode}"), least=least, **counts)
        for mode, counts in content["modes"].items()
        if counts["island_nodes"]
    ]
    lines += [say("streets.speed", language, **row) for row in streets.speeds]
    assumed = any(row["assumed_km"] for row in streets.speeds)
    lines += [say("streets.assumed", language)] if assumed else []
    lines += _settings(city, language)
    return {
        "lines": lines,
        "json": {
            "file": name,
            **content,
            "speeds": streets.speeds,
            "issues": issues_as_json(streets.issues, language),
            "notes": issues_as_json(streets.notes, language),
        },
    }


def _settings(city: City, language: str) -> list[str]:
    """Return the speeds, and what the city says of kinds of street and times of day."""
    norms, given = city.standards, city.settings.streets
    own = {name: f"{getattr(norms, name):g}" for name in ("walk_kph", "ebike_kph")}
    lines = [say("streets.own_speeds", language, **own)]
    lines += [
        say("streets.closed", language, mode=Term(f"mode.{mode}"), kinds=", ".join(kinds))
        for mode, kinds in given.closed.items()
    ]
    lines += [
        say("streets.opened", language, mode=Term(f"mode.{mode}"), kinds=", ".join(kinds))
        for mode, kinds in given.opened.items()
    ]
    if given.speed_factors and not given.time_of_day:
        return [*lines, say("streets.no_time", language)]
    return lines + [
        say(
            "streets.factor",
            language,
            mode=Term(f"mode.{mode}"),
            time=given.time_of_day,
            factor=f"{factor:g}",
        )
        for mode, factor in given.factors.items()
    ]
