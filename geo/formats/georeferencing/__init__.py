"""Georeferencing."""
