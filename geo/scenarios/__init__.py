"""Scenarios run: what a change would bring, from the results of the city as it is."""
