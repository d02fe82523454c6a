"""What cardscan knows of the world's languages and countries, as data with typed loaders; one home for each fact."""
