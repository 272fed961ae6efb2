"""What the central system does wrong when it is told to: which faults there are, and when.

`kinds` is the table of them, `reading` takes orders, `schedule` begins and ends them, `in_force`
decides whom they strike, `outage` and `spoiling` carry them out.
"""
