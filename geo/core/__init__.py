"""Shared by all packages: issues, messages, results, standards, periods, units, jit."""
