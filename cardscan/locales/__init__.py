"""What cardscan knows of countries and languages, as data files with one typed loader each."""
