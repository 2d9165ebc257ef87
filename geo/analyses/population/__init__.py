"""Who lives where: records located, deduplicated and counted, with an account of every row."""
