"""How anything leaves: CSV, layers, workbook style, titles, the manifest; whole or not at all."""
