"""The page of staffing: filters, figures, map, card, table and downloads."""
