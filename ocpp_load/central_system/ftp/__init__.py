"""The FTP server beside the central system: where stations put diagnostics and get firmware.

A real one, by pyftpdlib, in a thread of its own; what goes wrong with it is an option.
Importing this package does not load pyftpdlib.
"""
