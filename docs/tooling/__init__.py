"""What builds the docs site: formulas, generated pages, the check for outside assets."""
