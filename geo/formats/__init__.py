"""Readers of files as tables and layers; they know formats, and nothing of a city."""
