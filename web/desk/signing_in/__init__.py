"""Coming in and going out: by password, second factor, link, or the organisation's own account."""
