"""Parquet, Feather and Arrow IPC, with the points of GeoParquet and GeoArrow."""
