"""What a running server tells whoever keeps it running: its log, its figures, its heartbeat. No personal data."""
