"""The pages that people look at: files that open without the internet."""
