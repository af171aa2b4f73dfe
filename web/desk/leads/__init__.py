"""The list of leads: filtered, live, kept under a name, and worked on many at once."""
