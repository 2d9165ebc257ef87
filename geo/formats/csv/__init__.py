"""CSV of any encoding and delimiter, in blocks, also with rows of uneven length."""
