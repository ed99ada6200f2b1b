"""The dashboard for Grafana, over what Prometheus scrapes."""
