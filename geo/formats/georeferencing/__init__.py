"""Which CRS coordinates are in, and what is wrong with points and polygons."""
