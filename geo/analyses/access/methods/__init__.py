"""Coverage, floating catchment areas, local Moran's I, and what is underserved."""
