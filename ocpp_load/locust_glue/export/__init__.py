"""A run's live figures for other programs: Prometheus, OpenTelemetry."""
