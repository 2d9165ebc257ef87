"""The page of norms: all norms side by side, as figures, map and table; the workload beside."""
