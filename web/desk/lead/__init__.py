"""One lead's page, and everything that is done there."""
