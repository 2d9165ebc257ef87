"""The page of corridors: its question, figures, map, matrix, tables and downloads."""
