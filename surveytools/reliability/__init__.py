"""Is the scale reliable: alpha and split halves, all from the moments."""
