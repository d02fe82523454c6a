"""The edges: a command line, a local web page and a watch folder over the same workflows. None imports another."""
