"""Packets for meetings: one page for one team and day, that shows what could be known on that day."""

from mtss_analysis.meetings.packet import Packet, packet
from mtss_analysis.meetings.request import Request, request

__all__ = ["Packet", "Request", "packet", "request"]
