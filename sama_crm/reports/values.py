"""Values that are more than a number or a text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Foreign:
    """An amount that is not in the report's currency; it is in no total."""

    amount: float
    currency: str
    decimals: int
