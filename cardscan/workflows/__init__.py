"""What a user asks for, each with one writer and one transaction: here the stages and the store meet.

intake/         photos and notes of a folder become people, encounters and letters
letters/        from an encounter to a letter and its file
review/         what a person decides about people and letters, and takes back
exchange/       address books in and out
duplicates.py   who in the whole store may be the same person
forgetting.py   a person taken away, and the proof
"""
