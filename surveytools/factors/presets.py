"""What the big programs do when nothing is said: settings by name, filled in where the caller said nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from surveytools.base.errors import check_option
from surveytools.base.labels import Text
from surveytools.factors.extraction import METHODS, Method, Paf
from surveytools.factors.rotation_settings import (
    Equamax,
    Geomin,
    Oblimin,
    Promax,
    Quartimax,
    Rotation,
    Varimax,
    as_rotation,
)

Preset = Literal["spss", "psych"]
RotationName = Literal["oblimin", "varimax", "promax", "quartimax", "equamax", "geomin", "none"]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a program does when nothing is said.

    Parameters
    ----------
    method, rotation : str
        Used where the caller names none.
    paf : Paf
        How it iterates principal axes.
    rotations : dict
        Its settings of the rotations that it calls by a name.
    name : Text
        What is printed.
    """

    method: Method
    rotation: RotationName
    name: Text
    paf: Paf = field(default_factory=Paf)
    rotations: dict[str, Rotation] = field(default_factory=dict[str, Rotation])


OURS = Defaults("minres", "oblimin", Text("converged solutions, Kaiser-normalized", "完全收敛，Kaiser 归一化"))
PRESETS: dict[Preset, Defaults] = {
    "psych": Defaults(
        "minres",
        "oblimin",
        Text("R psych", "R psych"),
        Paf(tolerance=1e-3, change="sum", max_iterations=50),
        {
            "oblimin": Oblimin(normalize=False),
            "varimax": Varimax(stop="r"),
            "promax": Promax(stop="r"),
            "quartimax": Quartimax(normalize=False),
            "equamax": Equamax(normalize=False),
            "geomin": Geomin(),
        },
    ),
    "spss": Defaults(
        "pca",
        "varimax",
        Text("SPSS FACTOR", "SPSS FACTOR"),
        Paf(tolerance=1e-3, change="max", max_iterations=25),
        {"promax": Promax(row_normalize_target=True)},
    ),
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The settings that were used."""

    method: Method
    extraction: Method | Paf
    rotation: Rotation
    preset: Text


def resolved(method: Method | Paf | None, rotation: str | Rotation | None, preset: Preset | None) -> Resolved:
    """Fill in what was not said; what was said explicitly wins."""
    if preset is not None:
        check_option("preset", preset, PRESETS)
    defaults = PRESETS[preset] if preset else OURS
    said = defaults.method if method is None else method
    if isinstance(said, Paf):
        name, extraction = "paf", said
    else:
        check_option("method", said, METHODS)
        name, extraction = said, defaults.paf if said == "paf" else said
    wanted = defaults.rotation if rotation is None else rotation
    settings = defaults.rotations.get(wanted) if isinstance(wanted, str) else None
    return Resolved(name, extraction, settings or as_rotation(wanted), defaults.name)
