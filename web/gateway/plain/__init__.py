"""
The chat as pages, for whoever has no script: the same turns as in the window, a page for each.

Pages show and send; what happens to what is sent happens where it does for the window.
"""
