"""Web addresses and social handles."""
