"""Those who work here: how they come in, what they may do, when they are away."""
