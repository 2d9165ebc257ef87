"""Tests of the data that need statistics: the coordinate system that fits best."""
