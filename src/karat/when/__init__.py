"""WHEN: survival models of the time to a customer's next purchase."""
