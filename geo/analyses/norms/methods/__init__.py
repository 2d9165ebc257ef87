"""How many posts a norm requires, and how many the workload does."""
