"""Copies of the published file for tools that open something else: Parquet, PostgreSQL."""
