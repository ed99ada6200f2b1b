"""Karat: when each customer of a jeweller buys next, and what."""
