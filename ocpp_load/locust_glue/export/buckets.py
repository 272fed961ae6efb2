"""The limits of the buckets that latencies are exported in, the same for every format."""

BUCKET_LIMITS_MS = (
    *(0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 7.5),
    *(10.0, 15.0, 20.0, 30.0, 50.0, 75.0),
    *(100.0, 150.0, 200.0, 300.0, 500.0, 750.0),
    *(1_000.0, 1_500.0, 2_000.0, 3_000.0, 5_000.0, 7_500.0),
    *(10_000.0, 20_000.0, 30_000.0, 60_000.0),
)
"""Six to a decade, where calls are answered: a quantile between two of them is told well enough."""
