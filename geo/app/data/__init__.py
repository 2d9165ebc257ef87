"""The Data page: files, their issues, their columns, what became of every row, and uploads."""
