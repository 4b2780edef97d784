"""Disputes between governments. The models stand in modules by topic; Django finds them through their import here."""

from .committee_models import ActionItem, Committee, Meeting, Member, RaisedItem, Terms

__all__ = ["ActionItem", "Committee", "Meeting", "Member", "RaisedItem", "Terms"]
