"""The page of norms: all of them side by side, one on the map, the workload beside."""
