"""The exact point-in-polygon index: building, caching and queries."""
