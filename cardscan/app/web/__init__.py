"""The review page: a local web page over the same store as the command line. Loopback only, no external request."""
