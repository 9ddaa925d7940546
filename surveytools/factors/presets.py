"""What the big programs do when nothing is said: settings by name, filled in where the caller said nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    Target,
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
    name : Text, optional
        What is printed of the program.
    """

    method: Method
    rotation: RotationName
    name: Text | None = None
    paf: Paf = field(default_factory=Paf)
    rotations: dict[str, Rotation] = field(default_factory=dict[str, Rotation])


OURS = Defaults("minres", "oblimin")
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
    preset: Text | None

    def for_items(self, names: tuple[str, ...]) -> Resolved:
        """Return the settings with the rows of a target in the order of the named items."""
        if not isinstance(self.rotation, Target):
            return self
        return replace(self, rotation=self.rotation.for_items(names))


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
    words = defaults.name and _preset_words(defaults.name, extraction=method is not None, rotation=rotation is not None)
    return Resolved(name, extraction, settings or as_rotation(wanted), words)


def _preset_words(program: Text, *, extraction: bool, rotation: bool) -> Text:
    """Name the program, and what was said explicitly beside it."""
    told = [
        words
        for words, said in ((Text("extraction", "提取方法"), extraction), (Text("rotation", "旋转"), rotation))
        if said
    ]
    if not told:
        return program
    en, zh = ", ".join(words.en for words in told), "、".join(words.zh for words in told)
    return Text(f"{program.en}; said explicitly: {en}", f"{program.zh}；明确指定：{zh}")
