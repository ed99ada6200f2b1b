"""Estimates of lists that were not shown, on simulated logs whose truth is known."""
