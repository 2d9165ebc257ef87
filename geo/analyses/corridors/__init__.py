"""Cooperation corridors 协作走廊: which places should work together, and do they."""
