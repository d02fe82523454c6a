"""Draws fictional people's business cards and photographs them in simulation."""
