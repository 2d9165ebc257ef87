"""A street network, kept from one run to the next as Parquet of nodes and of edges.

It lies where the index of the communities does. Its name tells the file and the settings it was
made of; and what is not to the bit what was written is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyarrow import parquet

from geo.core import temporary
from geo.network.street_network import Network
from geo.spatial.index.cache import cache_folders, make_cache

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TOLD: Final = b"yipan"
_NODES: Final = ("lon", "lat", "node_id")
_EDGES: Final = tuple(part.name for part in fields(Network) if part.name not in _NODES)
_PARTS: Final = {"nodes": _NODES, "edges": _EDGES}

Told = dict[str, Any]


def load_network(city_folder: Path, name: str) -> tuple[Network, Told] | None:
    """Load a network and what was told of it; None if there is none that can be trusted.

    Parameters
    ----------
    city_folder
        The city it belongs to.
    name
        What it was made of, in a word.
    """
    for folder in cache_folders(city_folder):
        with contextlib.suppress(OSError, ValueError, LookupError, pa.ArrowException):
            arrays: dict[str, Any] = {}
            for part, columns in _PARTS.items():
                table = parquet.read_table(_path(folder, name, part), memory_map=True)
                for column in columns:
                    arrays[column] = table[column].combine_chunks().to_numpy(zero_copy_only=False)
            metadata = table.schema.metadata or {}
            network, told = Network(**arrays), metadata[_TOLD]
            if metadata[b"digest"] != _digest(network, told) or not network.is_sound():
                continue
            for values in arrays.values():
                values.flags.writeable = False
            loaded: Told = json.loads(told)
            return network, loaded
    return None


def save_network(city_folder: Path, name: str, network: Network, told: Mapping[str, Any]) -> None:
    """Write a network in the place of earlier ones, where there is a folder to write to."""
    for folder in cache_folders(city_folder):
        with contextlib.suppress(OSError):
            _save(folder, name, network, json.dumps(told).encode())
            return


def cached_files(city_folder: Path, name: str) -> list[Path]:
    """List the files that hold a network; none if it is not kept."""
    for folder in cache_folders(city_folder):
        paths = [_path(folder, name, part) for part in _PARTS]
        if all(path.is_file() for path in paths):
            return paths
    return []


def _save(folder: Path, name: str, network: Network, told: bytes) -> None:
    make_cache(folder)
    metadata = {_TOLD: told, b"digest": _digest(network, told)}
    for part, columns in _PARTS.items():
        table = pa.table({column: getattr(network, column) for column in columns})
        with temporary.replacing(_path(folder, name, part)) as path:
            parquet.write_table(
                table.replace_schema_metadata(metadata),
                path,
                compression="lz4",
                use_dictionary=False,
            )
    for other in folder.glob("streets-*.parquet"):
        if not other.name.startswith(f"streets-{name}."):
            other.unlink(missing_ok=True)


def _path(folder: Path, name: str, part: str) -> Path:
    return folder / f"streets-{name}.{part}.parquet"


def _digest(network: Network, told: bytes) -> bytes:
    digest = hashlib.sha256(told)
    for part in fields(Network):
        values = getattr(network, part.name)
        digest.update(f"{part.name} {values.dtype} {values.shape}".encode())
        digest.update(values)
    return digest.hexdigest().encode()
