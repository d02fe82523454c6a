"""Understand what a person wrote about a talk: event.toml, a note beside a photo, a folder's name, a later line."""
