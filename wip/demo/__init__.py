"""The example sections: five calls in the shape of real ones, and sessions at every later stage."""

from wip.demo.load import load

__all__ = ["load"]
