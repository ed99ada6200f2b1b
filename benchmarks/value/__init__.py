"""What customers spend, beside BG/NBD x Gamma-Gamma by `lifetimes`: `make benchmark-value`."""
