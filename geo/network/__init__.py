"""Streets as a routing graph: shortest paths, snapping of points, isochrones, a cache."""
