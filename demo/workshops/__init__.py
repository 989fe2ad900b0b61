"""Made-up workshops with made-up answers, for trying the portal; every page about them says so."""

from demo.workshops.held import EVENTS, Event, make
from demo.workshops.upcoming import make as make_open

__all__ = ["EVENTS", "Event", "make", "make_open"]
