"""What is wrong with a city's files, told all at once before anything is counted on."""
