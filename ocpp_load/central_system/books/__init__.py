"""What a central system keeps in mind: options, id tags, transactions and their journal, counters."""

from ocpp_load.central_system.books.books import Books

__all__ = ["Books"]
