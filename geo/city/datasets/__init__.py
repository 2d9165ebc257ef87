"""The input tables of a city: a module for each kind of file, from file to checked frame."""
