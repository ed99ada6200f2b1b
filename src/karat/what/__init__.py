"""WHAT: recommenders of the items that a customer buys next."""
