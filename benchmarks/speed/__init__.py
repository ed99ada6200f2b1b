"""How long a build takes, where the time goes, and how it grows with the sales."""
