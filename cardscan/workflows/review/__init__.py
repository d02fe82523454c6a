"""The decisions a person takes, each a legal step that is written down and can be undone."""
