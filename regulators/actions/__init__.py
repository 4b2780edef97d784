"""What anybody does to the registry, to reports and to compliance: one function per verb, each one transaction."""

from .registry import (
    add_occupation,
    carry_out_due,
    change_body,
    change_occupation,
    enter_body,
    merge_bodies,
    move_occupation,
    publish,
    register_contact,
    unpublish,
)

__all__ = [
    "add_occupation",
    "carry_out_due",
    "change_body",
    "change_occupation",
    "enter_body",
    "merge_bodies",
    "move_occupation",
    "publish",
    "register_contact",
    "unpublish",
]
