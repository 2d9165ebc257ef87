"""A city's streets: read once, kept as arrays, downloaded only when asked."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.core.issues import Issue, TableError
from geo.formats.checked import Checked
from geo.formats.paths import located
from geo.formats.source import Source
from geo.network.cache import cached_files, load_network, save_network
from geo.network.osm.reader import read_streets
from geo.network.street_network import Network, network_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.network.settings import StreetSettings

_VERSION: Final = 1  # of the rules: another number makes all caches anew


@dataclass(frozen=True)
class Streets(Checked[Network]):
    """A network, and what there is to tell of it.

    Parameters
    ----------
    frame
        The network; without nodes where an issue concerns the whole file.
    notes
        What was taken for granted.
    speeds
        See :func:`geo.network.osm.street_tables.speeds_by_kind`.
    """

    notes: tuple[Issue, ...] = ()
    speeds: list[dict[str, Any]] = field(default_factory=list)


def open_streets(folder: Path, source: Source, given: StreetSettings) -> Streets:
    """Load a street network from its cache, or read its file and keep it.

    Parameters
    ----------
    folder
        The city folder.
    source
        The file.
    given
        What the city says of streets.
    """
    name = _made_of(source, given)
    if (cached := load_network(folder, name)) is not None:
        return _told(*cached, source)
    try:
        tables = read_streets(source, given)
    except TableError as error:
        return no_streets(*error.issues)
    network = network_of(tables.nodes, tables.edges)
    told = {
        "issues": [_as_json(issue) for issue in tables.issues],
        "notes": [_as_json(note) for note in tables.notes],
        "speeds": tables.speeds,
    }
    save_network(folder, name, network, told)
    return _told(network, told, source)


def city_streets(
    folder: Path, given: StreetSettings, download: Callable[[Path], None]
) -> Streets | None:
    """Open the streets a city has, after they are downloaded if it asks for that.

    Parameters
    ----------
    folder
        The city folder.
    given
        What the city says of streets.
    download
        Puts the streets into a file; called only where the city asks for it and there is none.
    """
    if not given.name:
        return None
    source = _source(folder, given)
    if not given.file and not source.path.exists():
        try:
            download(source.path)
        except TableError as error:
            return no_streets(*error.issues)
    return open_streets(folder, source, given)


def kept_files(folder: Path, given: StreetSettings) -> list[Path]:
    """List the files that hold what was made of a city's streets."""
    return cached_files(folder, _made_of(_source(folder, given), given))


def _source(folder: Path, given: StreetSettings) -> Source:
    path = folder / given.name
    if given.file or os.path.lexists(path):
        path = located(folder, given.name)
    return Source(path, given.name)


def no_streets(*issues: Issue) -> Streets:
    """Return a network without nodes, and why."""
    nodes = pd.DataFrame({"node_id": [], "lon": [], "lat": []})
    edges = pd.DataFrame({name: [] for name in ("tail", "head", "length_m", "drive_kph", "modes")})
    return Streets(network_of(nodes, edges), issues)


def _made_of(source: Source, given: StreetSettings) -> str:
    """Make a name of a file's content and of the settings that change what is made of it."""
    with source.path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    settings = [_VERSION, sorted(given.speeds.items()), given.ebike_both_ways]
    return hashlib.sha256(f"{content} {json.dumps(settings)}".encode()).hexdigest()[:32]


def _as_json(issue: Issue) -> dict[str, Any]:
    return {"what": issue.what, "more": dict(issue.more)}


def _told(network: Network, told: dict[str, Any], source: Source) -> Streets:
    """Return the same of a network from its cache as when it was read."""
    return Streets(
        network,
        issues=tuple(source.warning(issue["what"], **issue["more"]) for issue in told["issues"]),
        notes=tuple(source.warning(note["what"], **note["more"]) for note in told["notes"]),
        speeds=told["speeds"],
    )
