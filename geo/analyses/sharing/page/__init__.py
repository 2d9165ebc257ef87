"""The panel of sharing on the page of corridors."""
