"""The staffing ratio by community, its sums by unit, and its summary."""
