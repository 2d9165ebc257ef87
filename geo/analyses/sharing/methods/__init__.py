"""The transportation problem, and what is shared by its solution."""
