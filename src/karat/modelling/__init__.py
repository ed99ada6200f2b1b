"""What every family of models shares: splits, their failures, empty results."""
