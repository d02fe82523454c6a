"""Letter templates: the series they belong to, which names they may use, and how a hostile one is kept harmless."""
