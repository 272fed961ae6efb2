"""What diagnostics and firmware updates need to know and keep."""
