"""The streets of a run, for its maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.access.model import AccessModel
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.publish.maps.street_lines import Streets

if TYPE_CHECKING:
    from geo.core.results import Results


def streets_to_draw(results: Results) -> Streets | None:
    """Return the streets that travel times were worked out over; None where there are none."""
    model = results.get(AccessModel)
    if model is None or not isinstance(model.source, NetworkTravelTimes):
        return None
    network = model.source.network
    counts = np.diff(network.first_vertex)
    kph = np.zeros(len(counts), np.float32)
    driven = network.open_to("drive")
    np.maximum.at(kph, network.street[driven], network.drive_kph[driven])
    street = np.repeat(np.arange(len(counts)), counts)
    return Streets(network.vertex_lon, network.vertex_lat, street, kph)
