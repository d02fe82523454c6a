"""One function per user task, each with one writer and one transaction; connects the stages with the store.

intake/         store the photos and notes of a folder as people, encounters and letters
letters/        write a letter and its file from an encounter
review/         record a person's decisions about people and letters, and undo them
exchange/       import and export address books
duplicates.py   search the whole store for contacts that may be the same person
forgetting.py   delete a person and prove that nothing is left
"""
