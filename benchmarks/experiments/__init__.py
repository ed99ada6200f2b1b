"""What experiments promise, measured on simulated ones through the SQL that ships."""
