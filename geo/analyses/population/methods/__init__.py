"""Locating, counting, deduplicating and comparing records; crosswalks; the account."""
