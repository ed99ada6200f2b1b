"""Whom calls help, learned from a past experiment, on planted shops."""
