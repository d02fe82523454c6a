"""Measuring: how right the readings are (`make accuracy`) and how quick (`make bench`)."""
