"""Which intervals of the configuration a scenario may have run faster than the clock.

`StationType.timer_scale` divides them. Left alone are MessageTimeout and WebSocketPingInterval,
which belong to the connection and so to the real network, and ClockAlignedDataInterval, whose
boundaries are those of the wall clock.
"""

SCALED_TIMERS = frozenset(
    {
        "ConnectionTimeOut",
        "HeartbeatInterval",
        "MeterValueSampleInterval",
        "MinimumStatusDuration",
        "TransactionMessageRetryInterval",
    }
)
