"""Who would get a lead and why, by the rules in force or by others."""
