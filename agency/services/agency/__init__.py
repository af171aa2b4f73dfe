"""The agency itself: its branches, desks, absences and rules, and what it sets for itself."""
