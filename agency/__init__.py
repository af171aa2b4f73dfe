"""The house: what the agency knows and does, whoever is asking."""
