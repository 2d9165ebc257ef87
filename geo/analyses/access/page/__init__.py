"""The page of service accessibility: its question, figures, map, tables and downloads."""
