"""Real windows of a real Chromium, onto the whole running house."""
