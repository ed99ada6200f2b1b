"""The predictions over HTTP: `make serve`, explained in docs/api.md."""
