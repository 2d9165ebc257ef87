"""Maps of a city: outlines, colours, symbols, sites, basemaps, and their front-end files."""
