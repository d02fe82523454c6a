"""Contacts in and out: importing address books, exporting contacts, pushing them to a server.

What a file says is known by `cardscan.contacts`, what is stored by `cardscan.store`; here the two meet.
"""
