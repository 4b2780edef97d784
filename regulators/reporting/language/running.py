"""From a tree to a function of one row, line or place. Made anew for each report: what never changes is folded away.

A rule is True, False, or None where a blank keeps it from being known; only False is a finding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from . import functions as f
from .syntax import AGGREGATES, Call, If, Listing, Literal, Name, Negative, Node, Not, Operation, Span

Fn = Callable[[Any], Any]


class Constant:
    """A function that gives the same for every row."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, _: Any) -> Any:
        return self.value


class Source(Protocol):
    """What many rows or lines an aggregate goes over, and what names mean in one of them."""

    names: Names

    def __iter__(self) -> Any: ...


class Names(Protocol):
    """What the names of one scope mean."""

    def name(self, name: Name) -> Fn:
        """The function that gives the name's value."""
        ...

    def source(self, argument: Node) -> tuple[Iterable[Any] | None, Names, Node | None]:
        """What an aggregate over `argument` goes over (None: not there), the names in it, and what to take of each."""
        ...

    def keep(self, node: Node, fn: Fn) -> Fn:
        """The same function, perhaps with its results kept by the value they rest on."""
        ...

    def call(self, name: str, arguments: list[Any], call: Call) -> Any:
        """The functions that ask the report: computed, limit, list, business_days, ..."""
        ...


def constant(fn: Fn) -> bool:
    return isinstance(fn, Constant)


def compile(node: Node, names: Names) -> Fn:
    """The function of an expression in a scope."""
    match node:
        case Literal(value):
            return Constant(value)
        case Name():
            return names.name(node)
        case Listing(items):
            parts = [compile(item, names) for item in items]
            if all(map(constant, parts)):
                return Constant([part(None) for part in parts])
            return lambda r: [part(r) for part in parts]
        case Not(inner):
            below = compile(inner, names)
            return _fold(lambda r: None if (v := below(r)) is None else not v, below)
        case Negative(inner):
            below = compile(inner, names)
            return _fold(lambda r: f.reckon("-", 0, below(r)), below)
        case If():
            return _if(node, names)
        case Operation():
            return names.keep(node, _operation(node, names))
        case Call():
            return names.keep(node, _call(node, names))
    raise TypeError(f"{node!r} cannot stand alone.")


def _fold(fn: Fn, *parts: Fn) -> Fn:
    return Constant(fn(None)) if all(map(constant, parts)) else fn


def _if(node: If, names: Names) -> Fn:
    condition = compile(node.condition, names)
    then = compile(node.then, names)
    otherwise = compile(node.otherwise, names) if node.otherwise is not None else Constant(None)
    if constant(condition):
        return then if condition(None) else otherwise
    return lambda r: None if (c := condition(r)) is None else (then(r) if c else otherwise(r))


def _operation(node: Operation, names: Names) -> Fn:
    sign = node.sign
    if isinstance(node.right, Span):
        day = compile(node.left, names)
        number = node.right.number if sign == "+" else -node.right.number
        unit = node.right.unit
        return _fold(lambda r: f.moved(day(r), number, unit), day)
    left, right = compile(node.left, names), compile(node.right, names)
    if sign in ("and", "or"):
        return _junction(sign, left, right)
    if sign in ("in", "not in"):
        return _membership(sign, left, right)
    if sign == "=":
        if constant(right) and isinstance(right(None), str):
            word = right(None)
            return _fold(lambda r: None if (v := left(r)) is None else v == word, left)
        return _fold(lambda r: f.same(left(r), right(r)), left, right)
    if sign == "!=":
        return _fold(lambda r: None if (v := f.same(left(r), right(r))) is None else not v, left, right)
    if sign in ("<", "<=", ">", ">="):
        return _fold(_comparison(sign, left, right), left, right)
    return _fold(lambda r: f.reckon(sign, left(r), right(r)), left, right)


def _comparison(sign: str, left: Fn, right: Fn) -> Fn:
    holds = f.ORDER[sign]

    def comparison(r: Any) -> bool | None:
        a = left(r)
        if a is None:
            return None
        b = right(r)
        if b is None:
            return None
        try:
            return bool(holds(a, b))
        except TypeError:  # a figure with its parts, or things that cannot be compared
            return f.order(sign, a, b)

    return comparison


def _junction(sign: str, left: Fn, right: Fn) -> Fn:
    """`and`, `or` of three values: what is known decides, whatever is blank."""
    decides = sign == "or"
    for one, other in ((left, right), (right, left)):
        if constant(one):
            value = one(None)
            if value is decides:
                return Constant(decides)
            if value is (not decides):
                return other

    def junction(r: Any) -> bool | None:
        a = left(r)
        if a is decides:
            return decides
        b = right(r)
        if b is decides:
            return decides
        return None if a is None or b is None else not decides

    return junction


def _membership(sign: str, left: Fn, right: Fn) -> Fn:
    """`in`: of a list on the left, whether any of it is; `not in`: whether none is."""
    positive = sign == "in"
    if constant(right) and right(None) is None:
        return Constant(None)
    known = frozenset(right(None)) if constant(right) else None

    def member(r: Any) -> bool | None:
        value = left(r)
        if value is None:
            return None
        among = known if known is not None else right(r)
        if among is None:
            return None
        found = any(v in among for v in value) if isinstance(value, list | tuple) else value in among
        return found is positive

    return _fold(member, left, right)


# ---- functions --------------------------------------------------------------------------------------------------------


def _call(node: Call, names: Names) -> Fn:
    name = node.function
    if name in AGGREGATES:
        return _aggregate(node, names)
    if name in ("computed", "list", "rule_max", "duplicates", "formula"):
        return _asks(node, names)
    arguments = [compile(argument, names) for argument in node.arguments]
    one = arguments[0]
    match name:
        case "blank":
            return _fold(lambda r: f.is_blank(f.figure(one(r))), one)
        case "present":
            return _fold(lambda r: not f.is_blank(f.figure(one(r))), one)
        case "between":
            low, high = arguments[1], arguments[2]
            if constant(low) and constant(high):
                a, b = low(None), high(None)
                return _fold(lambda r: f.within(one(r), a, b), one)
            return _fold(lambda r: f.within(one(r), low(r), high(r)), *arguments)
        case "share":
            return _fold(lambda r: f.share(one(r), arguments[1](r)), *arguments)
        case "days":
            return _fold(lambda r: f.days(one(r), arguments[1](r)), *arguments)
        case "matches":
            return _fold(lambda r: f.matches(one(r), arguments[1](r)), *arguments)
        case "length":
            return _fold(lambda r: None if (v := one(r)) is None else len(v), one)
        case "is_whole":
            return _fold(lambda r: f.is_whole(one(r)), one)
        case "is_number":
            return _fold(lambda r: None if (v := f.figure(one(r))) is None else f.is_number(v), one)
        case "is_date":
            return _fold(lambda r: None if (v := one(r)) is None else isinstance(v, dt.date), one)
        case "weekday":
            return _fold(lambda r: f.WEEKDAYS[v.weekday()] if isinstance(v := one(r), dt.date) else None, one)
        case "sheet_total":
            return _fold(lambda r: getattr(one(r), "total", None), one)
    # business_days, limit, looks_like_person, nearest: the report's own
    ask = names.call
    if len(arguments) == 2:
        two = arguments[1]
        return lambda r: ask(name, [one(r), two(r)], node)
    return lambda r: ask(name, [argument(r) for argument in arguments], node)


def _asks(node: Call, names: Names) -> Fn:
    """Functions whose argument is a thing of the form and not a value of a row."""
    argument = node.arguments[0]
    if node.function in ("list", "rule_max"):
        given = compile(argument, names)
        if constant(given):
            return Constant(names.call(node.function, [given(None)], node))
        return lambda r: names.call(node.function, [given(r)], node)
    return _lazy(lambda: names.call(node.function, [argument], node))


def _lazy(fn: Callable[[], Any]) -> Fn:
    """Asked once, when first needed."""
    kept: list[Any] = []

    def lazy(_: Any) -> Any:
        if not kept:
            kept.append(fn())
        return kept[0]

    return lazy


def _aggregate(node: Call, names: Names) -> Fn:
    argument = node.arguments[-1]
    items, inside, take = names.source(argument)
    if items is None:
        return Constant(None)
    value = compile(take, inside) if take is not None else None
    where = compile(node.where, inside) if node.where is not None else None
    by = inside.name(node.by) if node.by is not None else None
    percent = compile(node.arguments[0], names) if node.function == "percentile" else None

    def chosen() -> Iterable[Any]:
        rows = items if where is None else (r for r in items if where(r) is True)
        return rows if value is None else map(value, rows)

    def result() -> Any:
        match node.function:
            case "count":
                if by is None:
                    return sum(1 for _ in chosen())
                counts: dict[Any, int] = {}
                for r in chosen():
                    counts[by(r)] = counts.get(by(r), 0) + 1
                return counts
            case "any":
                return any(True for v in chosen() if v is not False and v is not None)
            case "sum":
                return f.total(list(chosen()))
            case "max":
                return f.largest(chosen())
            case "median":
                return f.median(chosen())
            case "first":
                return next((v for v in chosen() if v is not None), None)
        return f.percentile(percent(None) if percent else None, chosen())

    return _lazy(result)
