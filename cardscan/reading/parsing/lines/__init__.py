"""Group words into lines by geometry, and lay the lines of several passes over each other."""
