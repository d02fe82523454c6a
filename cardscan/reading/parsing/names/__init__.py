"""Handle names of persons and firms as texts: their parts, post-nominals, legal forms and corrections."""
