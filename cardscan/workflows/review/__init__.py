"""Carry out the decisions a person takes on people and letters; each is checked, recorded and can be undone."""
