"""From the photos of a folder to the store: which files are photos, which note is whose, who is on the card.

sources.py -> encounters.py -> (reading, in workers) -> intake.py -> session.py, pairing.py -> letters
"""
