"""How news leaves the house. Takes values, and knows no database and no settings."""
