"""What every room may use: issues, words, results, standards, periods, units, hash sets, jit."""
