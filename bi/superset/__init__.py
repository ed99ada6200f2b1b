"""Superset over the published file, on this machine: `make superset`."""
