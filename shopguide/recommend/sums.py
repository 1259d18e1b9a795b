"""Sums that fade: each event counts less the longer ago it is, and nothing has to be added up
again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DAY = 86_400.0
#: Days after which an event counts half: for lasting taste, and for what a shopper is after now.
LONG, SHORT = 120.0, 3.0


@dataclass
class Sum:
    """What was added under one key, as much as it counts at one moment, and how many events of each
    kind it was."""

    long: float = 0.0
    short: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def both(self) -> float:
        return self.long + self.short


class Sums:
    """Sums by section and key, as of ``at``, in seconds since 1970.

    Since everything fades at the same rate, it makes no difference in which order events come:
    whatever is late is added as much as it counts at ``at``, and whatever is new moves ``at``.
    """

    def __init__(self, state: Mapping[str, Any] | None = None) -> None:
        state = state or {}
        self.at: float | None = state.get("at")
        self._sums: dict[str, dict[str, Sum]] = {
            section: {key: Sum(*stored) for key, stored in keys.items()}
            for section, keys in state.get("sums", {}).items()
        }

    def add(self, section: str, key: str, weight: float, happened: float, kind: str = "") -> None:
        """Count ``weight`` under ``key``, for an event of ``kind`` at ``happened``."""
        self.move(happened)
        found = self._sums.setdefault(section, {}).setdefault(key, Sum())
        days = self._days_until(happened)
        found.long += weight * 0.5 ** (days / LONG)
        found.short += weight * 0.5 ** (days / SHORT)
        if kind:
            found.kinds[kind] = found.kinds.get(kind, 0) + 1

    def move(self, moment: float) -> None:
        """Let everything fade until ``moment``, if that is later."""
        if self.at is None:
            self.at = moment
        if moment <= self.at:
            return
        days = (moment - self.at) / DAY
        for keys in self._sums.values():
            for each in keys.values():
                each.long *= 0.5 ** (days / LONG)
                each.short *= 0.5 ** (days / SHORT)
        self.at = moment

    def _days_until(self, moment: float) -> float:
        return max((self.at or moment) - moment, 0.0) / DAY

    def keep(self, section: str, most: int) -> None:
        """Keep the ``most`` keys of a section that weigh most."""
        keys = self._sums.get(section, {})
        if len(keys) > most:
            ranked = sorted(keys.items(), key=lambda item: (-abs(item[1].both), item[0]))
            self._sums[section] = dict(ranked[:most])

    def of(self, section: str) -> dict[str, Sum]:
        return self._sums.get(section, {})

    def state(self) -> dict[str, Any]:
        """For a JSON column; ``Sums(state)`` gives the same again."""
        sums = {
            section: {key: [each.long, each.short, each.kinds] for key, each in keys.items()}
            for section, keys in self._sums.items()
        }
        return {"at": self.at, "sums": sums}
