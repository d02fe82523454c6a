"""Turn a folder's photos into stored contacts: list photos, find their notes, identify the person on each card.

sources.py -> encounters.py -> (reading, in workers) -> intake.py -> session.py, pairing.py -> letters
"""
