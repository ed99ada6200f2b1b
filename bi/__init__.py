"""BI tools over the published file, each in an environment of its own."""
