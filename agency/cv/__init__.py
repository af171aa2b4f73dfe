"""CVs as files: bytes in, facts out. It knows no database and no conversation."""
