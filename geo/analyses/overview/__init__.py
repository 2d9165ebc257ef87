"""The whole city at a glance, out of all other analyses."""
