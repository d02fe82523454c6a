"""Address books as files: a module a format, and what all of them have to understand in common.

vcard*.py, csv_*.py, jscontact.py      the formats
entries.py                             the properties of any entry, as a contact's details
display_names, email_values, phone_values, labels, social      one property each
losses.py                              what a format could not hold
"""
