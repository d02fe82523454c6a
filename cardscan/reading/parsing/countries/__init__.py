"""Find the country a card is from, by evidence in its words, forms and shapes."""
