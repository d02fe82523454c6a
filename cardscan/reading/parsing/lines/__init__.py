"""Words -> lines, by geometry; the lines of several passes laid over each other."""
