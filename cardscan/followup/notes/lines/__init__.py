"""Understand later lines: who of two people wrote, called or met, and what came of it."""
