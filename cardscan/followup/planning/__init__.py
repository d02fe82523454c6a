"""May somebody be written to, what is next with them, and what fits into the week. Pure; knows no clock."""
