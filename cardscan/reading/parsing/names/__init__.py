"""Names of persons and firms as texts: their parts, the letters behind them, their legal forms, and corrections."""
