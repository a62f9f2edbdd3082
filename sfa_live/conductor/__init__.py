"""The show's clock and those of others: who leads it from outside, and how it is told to those who follow it."""

from sfa_live.conductor.conductor import Conductor

__all__ = ["Conductor"]
