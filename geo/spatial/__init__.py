"""Coordinates, projections, contiguity, topology and grid cells: geometry without a city."""
