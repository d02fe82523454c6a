"""Decide whether somebody may be written to, what is next with them, and what fits into the week. Pure; no clock."""
