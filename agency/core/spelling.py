"""How far apart two spellings are."""


def slips_between(one: str, other: str) -> int:
    """Count the letters missing, added, wrong, or swapped with the next, between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, start=1):
        before, last, row = row, before, [n]
        for m, theirs in enumerate(other, start=1):
            cost = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != theirs))
            swapped = n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == theirs
            row.append(min(cost, last[m - 2] + 1) if swapped else cost)
    return row[-1]
