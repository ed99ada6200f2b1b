"""The horizons that are predicted for."""

HORIZONS = (5, 7, 14, 30, 60, 90)
"""Days ahead. The macro `all_horizons` names the same: the tables' contracts carry all six."""
