"""The nine indicators of the ideal type of a social enterprise, in three dimensions.

Source: Defourny & Nyssens (2012), The EMES approach of social enterprise in a comparative perspective.
"""

from typing import Literal

Dimension = Literal["economic", "social", "governance"]

INDICATORS: dict[str, Dimension] = {
    "continuous_production": "economic",
    "economic_risk": "economic",
    "paid_work": "economic",
    "community_aim": "social",
    "citizen_initiative": "social",
    "limited_distribution": "social",
    "autonomy": "governance",
    "power_not_by_capital": "governance",
    "participation": "governance",
}
