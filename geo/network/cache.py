"""A street network, kept from one run to the next."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.network.street_network import Network

if TYPE_CHECKING:
    from geo.core.artifacts import ArtifactStore

STREETS: Final = "streets"
_DTYPES: Final = {
    "lon": np.float64,
    "lat": np.float64,
    "node_id": np.int64,
    "tail": np.int32,
    "head": np.int32,
    "length_m": np.float32,
    "drive_kph": np.float32,
    "modes": np.uint8,
    "restricted": np.uint8,
    "duration_s": np.float32,
    "street": np.int32,
    "against": np.bool_,
    "first_vertex": np.int64,
    "vertex_lon": np.float64,
    "vertex_lat": np.float64,
}

Told = dict[str, Any]


def load_network(store: ArtifactStore, key: str) -> tuple[Network, Told] | None:
    """Load a network and what was told of it; None if there is none that can be trusted."""
    loaded = store.load(STREETS, key, _DTYPES)
    if loaded is None:
        return None
    network = Network(**loaded[0])
    return (network, loaded[1]) if network.is_sound() else None


def save_network(store: ArtifactStore, key: str, network: Network, told: Told) -> None:
    """Keep a network, and what there is to tell of it."""
    arrays = {part.name: getattr(network, part.name) for part in fields(network)}
    store.save(STREETS, key, arrays, told)
