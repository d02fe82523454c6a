"""Serve the review page: a local web page over the command line's store. Loopback only, no external request."""
