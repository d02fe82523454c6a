"""What a person wrote about a talk, understood: event.toml, a note beside a photo, a folder's name, a later line."""
