"""Load what cardscan knows of countries, languages, legal forms and mail services, from checked data files."""
