"""Watch folders: read each photo put into them, and move it to done/ or quarantine/, even across crashes.

The folder and the ledger in the store are the truth; file system events only wake the program up early.
"""
