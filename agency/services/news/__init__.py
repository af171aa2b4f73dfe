"""News, queued in the transaction that makes it true, and who wants to hear of it."""
