"""Streets of OpenStreetMap: downloaded, and read from OSM files and those of OSMnx."""
