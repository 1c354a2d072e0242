"""Remembers which control numbers came, in little memory: senders count upwards."""

_MOST_RUNS = 64  # of numbers in a row; what fits none of them is kept one by one


class Controls:
    """Control numbers as sent: 0007 and 7 are two. A run of numbers costs no more than one."""

    def __init__(self) -> None:
        self._runs: list[list[int]] = []  # width, first, last; the one that grows stands last
        self._others: set[str] = set()

    def __contains__(self, text: str) -> bool:
        if text in self._others:
            return True
        if not _is_number(text):
            return False
        width, number = len(text), int(text)
        return any(w == width and first <= number <= last for w, first, last in self._runs)

    def add(self, text: str) -> None:
        """Remember a number."""
        if text in self:
            return
        width, number = len(text), int(text) if _is_number(text) else -1
        run = self._runs[-1] if self._runs else [0, 0, -2]
        if number >= 0 and run[0] == width and run[2] + 1 == number:
            run[2] = number
        elif number >= 0 and len(self._runs) < _MOST_RUNS:
            self._runs.append([width, number, number])
        else:
            self._others.add(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
