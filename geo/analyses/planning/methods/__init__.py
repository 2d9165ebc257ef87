"""Staff and sites placed where they do most good: knapsack, flows, covering, location."""
