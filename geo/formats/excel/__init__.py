"""Excel workbooks: looked through first, then read in a process of their own."""
