"""
Every process is killed, at every step of the hand-over, and nothing may be lost or doubled.

    python -m tests.faults [--kills 200] [--visitors 5] [--seed 1]
"""
