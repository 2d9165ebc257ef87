"""The public directory of service sites: as a list, a workbook, a page to print."""
