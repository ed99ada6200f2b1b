"""The horizons that are predicted for."""

HORIZONS = (5, 7, 14, 30, 60, 90)
"""Days ahead. The macro `all_horizons` names the same: the tables' contracts carry all six."""

VALUE_HORIZONS = (30, 90, 365)
"""Days ahead that spend is expected for. The macro `value_horizons` names the same."""
