"""Scenarios of a city: what would be changed, in files of its folder, and the city so changed."""
