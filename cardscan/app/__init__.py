"""Offer the workflows through a command line, a local web page and a watch folder. None of them imports another."""
