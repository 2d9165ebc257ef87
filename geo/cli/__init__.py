"""The ``yipan`` command: its subcommands, and what they say in the terminal."""
