"""What the worker does again and again: one module for each kind of round."""
