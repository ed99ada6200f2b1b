"""Karat beside the usual libraries: the same sales, the same customers, the same metrics."""
