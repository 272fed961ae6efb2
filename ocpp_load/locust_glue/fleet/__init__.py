"""One fleet over many processes: places, rows and turns, by messages between master and workers."""
