"""Planted troubles and quiet years: on which night which alarm says what."""
