"""Import address books, export contacts, and push contacts to a server.

`cardscan.contacts` knows the file formats and `cardscan.store` the stored rows; this package connects the two.
"""
