"""Any file to a table or a layer; knows formats and their traps, and nothing of a city."""
