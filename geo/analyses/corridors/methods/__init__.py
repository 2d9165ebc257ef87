"""Flows, the expected flows, the network backbone, ranking, agreements and notices."""
