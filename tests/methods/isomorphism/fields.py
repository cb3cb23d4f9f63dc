"""Fields of organisations with known answers."""

import numpy as np

from momentum.methods.isomorphism import INDICATORS, POLES, SOCIAL_ENTERPRISE, Item, Profiles, Waves

ITEMS = [Item(f"{name}_{number}", name) for name in INDICATORS for number in (1, 2, 3)]
AGENCY = POLES[0]


def waves(answers: np.ndarray, first: int = 2012, branches=()) -> Waves:
    """Answers (organisations × years × 27 items) of organisations o0, o1, … from a year on."""
    size, years, _ = answers.shape
    return Waves([f"o{i}" for i in range(size)], range(first, first + years), ITEMS, answers, branches)


def field(seed: int = 0, size: int = 40, years: int = 5, towards: float = 0.0, error: float = 0.08) -> Waves:
    """Organisations that each go `towards` of the way from where they were to the public agency, evenly over the years."""
    random = np.random.default_rng(seed)
    base = np.clip(SOCIAL_ENTERPRISE.values - 0.1 + 0.12 * random.normal(size=(size, 1, 9)), 0, 1)
    part = np.linspace(0, towards, years)[None, :, None]
    true = base + part * (AGENCY.values - base)
    told = 4 * (np.repeat(true, 3, axis=2) + error * random.normal(size=(size, years, 27)))
    return waves(np.clip(np.round(told), 0, 4))


def exact(values: np.ndarray, first: int = 2012) -> Profiles:
    """Profiles (organisations × years × 9) without any error."""
    size, years, _ = values.shape
    return Profiles(
        [f"o{i}" for i in range(size)], range(first, first + years), values, np.zeros_like(values), ()
    )


def unbounded(seed: int, size: int, error: float) -> Waves:
    """Two years in which nobody moves, answered with any number, so that nothing but chance is in the difference."""
    random = np.random.default_rng(seed)
    base = SOCIAL_ENTERPRISE.values - 0.1 + 0.12 * random.normal(size=(size, 1, 9))
    told = 4 * (np.repeat(np.repeat(base, 3, axis=2), 2, axis=1) + error * random.normal(size=(size, 2, 27)))
    return waves(told)
