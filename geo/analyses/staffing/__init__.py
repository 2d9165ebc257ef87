"""Staff needed, present and missing by the norm of 500 to 1."""
