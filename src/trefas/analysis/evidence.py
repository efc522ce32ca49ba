"""What is known of the methods: a register of studies with design, size, estimate, interval, limits and source.

The register is data (evidence.toml). It holds no score and no order of merit: the point is that the methods
are not equally well studied, and that this is no finding about which of them works.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from trefas.analysis.effect.estimate import NORMAL, Remark, as_percent, in_language
from trefas.analysis.reading import BadInput, Language

EFFECT_DESIGNS = ("meta", "panel", "synthetic", "comparison")
"""Designs that compare with something, in the order they are told; the others only describe."""


@dataclass(frozen=True)
class Finding:
    """One study or statement. n and percent are None when the source gives none; interval in per cent."""

    id: str
    who: Remark
    place: Remark
    years: str
    design: str
    outcome: Remark
    result: Remark
    limits: Remark
    source: Remark
    n: int | None = None
    percent: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def compares(self) -> bool:
        return self.design in EFFECT_DESIGNS


@dataclass(frozen=True)
class Method:
    """A method with what it is, what is known in Sweden, and its findings."""

    id: str
    name: Remark
    what: Remark
    sweden: Remark
    findings: tuple[Finding, ...]

    @property
    def studies(self) -> tuple[Finding, ...]:
        """Findings that compare with something."""
        return tuple(finding for finding in self.findings if finding.compares)


@dataclass(frozen=True)
class Register:
    """All methods in alphabetical order of id, and the names of the designs."""

    methods: tuple[Method, ...]
    designs: Mapping[str, Remark]

    def method(self, name: str) -> Method:
        """One method by id; BadInput lists those there are."""
        for method in self.methods:
            if method.id == name:
                return method
        ids = ", ".join(method.id for method in self.methods)
        raise BadInput(
            f"Metoden ”{name}” finns inte i registret. Där finns {ids}.",
            f'The method "{name}" is not in the register. There are {ids}.',
        )


@cache
def register() -> Register:
    """The register as shipped."""
    data = tomllib.loads(files("trefas.analysis").joinpath("evidence.toml").read_text("utf-8"))
    return register_of(data)


def register_of(data: Mapping[str, Any]) -> Register:
    """A register from its data; ValueError when a study names a design that is not there."""
    designs = {key: _pair(names) for key, names in data["designs"].items()}
    methods = sorted((_method(raw, designs) for raw in data["methods"]), key=lambda method: method.id)
    return Register(tuple(methods), designs)


def _method(raw: Mapping[str, Any], designs: Mapping[str, Remark]) -> Method:
    findings = tuple(_finding(study, designs) for study in raw.get("studies", ()))
    return Method(raw["id"], _pair(raw["name"]), _pair(raw["what"]), _pair(raw["sweden"]), findings)


def _finding(raw: Mapping[str, Any], designs: Mapping[str, Remark]) -> Finding:
    if raw["design"] not in designs:
        raise ValueError(f"{raw['id']}: unknown design {raw['design']}")
    percent, interval = raw.get("percent"), None
    if "log_ratio" in raw:
        ratio, half = raw["log_ratio"], NORMAL * raw["se"]
        percent, interval = as_percent(ratio), (as_percent(ratio - half), as_percent(ratio + half))
    return Finding(
        raw["id"], _pair(raw["who"]), _pair(raw["place"]), raw["years"], raw["design"],
        _pair(raw["outcome"]), _pair(raw["result"]), _pair(raw["limits"]), _pair(raw["source"]),
        raw.get("n"), None if percent is None else float(percent), interval,
    )  # fmt: skip


def _pair(texts: list[str] | str) -> Remark:
    swedish, english = (texts, texts) if isinstance(texts, str) else texts
    return swedish, english


def as_json(register: Register, language: Language) -> dict[str, Any]:
    """The JSON object of `trefas analysis evidence`."""
    return {"methods": [_method_json(method, register, language) for method in register.methods]}


def _method_json(method: Method, register: Register, language: Language) -> dict[str, Any]:
    return {
        "id": method.id,
        "name": in_language(method.name, language),
        "what": in_language(method.what, language),
        "sweden": in_language(method.sweden, language),
        "effect_studies": len(method.studies),
        "studies": [_finding_json(finding, register, language) for finding in method.findings],
    }


def _finding_json(finding: Finding, register: Register, language: Language) -> dict[str, Any]:
    return {
        "id": finding.id,
        "who": in_language(finding.who, language),
        "place": in_language(finding.place, language),
        "years": finding.years or None,
        "design": finding.design,
        "design_name": in_language(register.designs[finding.design], language),
        "compares": finding.compares,
        "n": finding.n,
        "outcome": in_language(finding.outcome, language) or None,
        "percent": finding.percent,
        "ci_percent": finding.interval,
        "result": in_language(finding.result, language),
        "limits": in_language(finding.limits, language),
        "source": in_language(finding.source, language),
    }
