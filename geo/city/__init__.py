"""The folder of a city: its settings, the schemas of its tables, uploads and templates."""
