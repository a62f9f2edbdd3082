"""Figures beside what they must be."""

from __future__ import annotations


def at_most(value: float, limit: float, unit: str = "") -> str:
    """A figure that must not be larger."""
    return _told(value, unit, f"at most {limit:g}{_spaced(unit)}" if limit else "0", value <= limit)


def at_least(value: float, limit: float, unit: str = "") -> str:
    """A figure that must not be smaller."""
    return _told(value, unit, f"at least {limit:g}{_spaced(unit)}", value >= limit)


def _told(value: float, unit: str, bound: str, passed: bool) -> str:
    return f"{value:.4g}{_spaced(unit)} (must be {bound}: {'passed' if passed else 'FAILED'})"


def _spaced(unit: str) -> str:
    return f" {unit}" if unit else ""
