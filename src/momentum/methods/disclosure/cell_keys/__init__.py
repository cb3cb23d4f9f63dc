"""Cell-key perturbation: noise that the same persons always carry along, and the check of what it promises."""

from momentum.methods.disclosure.cell_keys.checking import check_noise, check_perturbation
from momentum.methods.disclosure.cell_keys.keys import KEYS, cell_key, keys_of_cells, record_key
from momentum.methods.disclosure.cell_keys.noise import Noise, noise_table
from momentum.methods.disclosure.cell_keys.perturbed import Perturbation, perturb

__all__ = [
    "KEYS",
    "Noise",
    "Perturbation",
    "cell_key",
    "check_noise",
    "check_perturbation",
    "keys_of_cells",
    "noise_table",
    "perturb",
    "record_key",
]
