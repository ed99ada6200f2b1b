"""HOW MUCH: models of what a customer spends."""
