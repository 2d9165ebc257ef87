"""The only writers: tables, layers, the workbook, maps."""

from geo.outputs.writing import FORMATS, export, write_run

__all__ = ["FORMATS", "export", "write_run"]
