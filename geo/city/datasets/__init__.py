"""What a city hands in: a module for each kind of file, from file to checked frame."""
