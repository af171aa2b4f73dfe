"""People, across all their leads: found, read, put right, handed out to themselves, erased."""
