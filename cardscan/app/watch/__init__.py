"""The watched folders: put a photo in, find it done, whatever happens.

The truth is the folder and the ledger in the store; events of the file system only wake the program up early.
"""
