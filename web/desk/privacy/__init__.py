"""The privacy officer's rooms."""
