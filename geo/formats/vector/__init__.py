"""GeoPackage, GeoJSON, Shapefile, FlatGeobuf and KML as layers, and as tables of points."""
