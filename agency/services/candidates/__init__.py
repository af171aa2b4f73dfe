"""One person, across their leads: found, shown, written out, forgotten."""
