"""People's doors: the chat for visitors and the desk for consultants, served by one process."""
