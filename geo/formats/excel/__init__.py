"""Excel workbooks: validated first, then read in a process of their own."""
