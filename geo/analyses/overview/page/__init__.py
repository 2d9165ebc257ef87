"""The page a leader opens first: figures, districts, map, and how sure all this is."""
