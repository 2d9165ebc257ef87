"""Spatial."""
