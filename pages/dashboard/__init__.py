"""The dashboard: boards over the published file, on one page without the internet."""
