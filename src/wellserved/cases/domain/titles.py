"""What a case is called where nobody gave it a title."""

LONGEST = 120


def title_of(text: str) -> str:
    """The beginning of the first line that says something, cut between words where there are any."""
    line = next((" ".join(one.split()) for one in text.splitlines() if one.strip()), "")
    if len(line) <= LONGEST:
        return line
    cut = line[: LONGEST - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > LONGEST // 2 else cut) + "…"
