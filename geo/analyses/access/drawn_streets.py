"""The streets of a city, for its maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.population.context import streets_of
from geo.publish.maps.street_lines import Streets

if TYPE_CHECKING:
    from geo.city.folder import City


def streets_to_draw(city: City) -> Streets | None:
    """Return the streets that travel times are worked out over; None where there are none."""
    if (network := streets_of(city)) is None:
        return None
    counts = np.diff(network.first_vertex)
    kph = np.zeros(len(counts), np.float32)
    driven = network.open_to("drive")
    np.maximum.at(kph, network.street[driven], network.drive_kph[driven])
    street = np.repeat(np.arange(len(counts)), counts)
    return Streets(network.vertex_lon, network.vertex_lat, street, kph)
