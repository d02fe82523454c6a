"""Where a card is from: evidence in its words, forms and shapes, and the one country that it adds up to."""
