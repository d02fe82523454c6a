"""Read and write address books as files: vCard, CSV and JSContact, and what these formats share.

vcard*.py, csv_*.py, jscontact.py      the formats
entries.py                             turns the properties of any entry into a contact's details
display_names, email_values, phone_values, labels, social      one property each
losses.py                              what a format could not hold
"""
