"""From the text of a rule to a tree. What cannot be read is a `RuleError` that says where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: Functions and how many arguments they take at least and at most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "any": (1, 1),
    "between": (3, 3),
    "blank": (1, 1),
    "business_days": (2, 2),
    "computed": (1, 1),
    "count": (1, 1),
    "days": (2, 2),
    "duplicates": (1, 9),
    "first": (1, 1),
    "formula": (1, 1),
    "is_date": (1, 1),
    "is_number": (1, 1),
    "is_whole": (1, 1),
    "length": (1, 1),
    "limit": (1, 2),
    "list": (1, 1),
    "looks_like_person": (1, 1),
    "matches": (2, 2),
    "max": (1, 1),
    "median": (1, 1),
    "nearest": (2, 2),
    "percentile": (2, 2),
    "present": (1, 1),
    "rule_max": (1, 1),
    "share": (2, 2),
    "sheet_total": (1, 1),
    "sum": (1, 1),
    "weekday": (1, 1),
}
#: Those that go over many rows or lines; only these take `where`.
AGGREGATES = frozenset({"any", "count", "first", "max", "median", "percentile", "sum"})
RESERVED = frozenset({"and", "or", "not", "in", "if", "then", "else", "where", "by", "every"})
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*')|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<mark><=|>=|!=|[=<>+\-*/(),\[\]])|(?P<end>$)|(?P<wrong>.))",
    re.DOTALL,
)


class RuleError(ValueError):
    """An expression that cannot be understood; the message is a sentence."""


# ---- the tree: `kind` is the class; every node is frozen, so that a tree can be a key ---------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any  # str, int, float, bool


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Name:
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is and, or, in, not in, a comparison, or one of + - * /."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not:
    inner: Node


@dataclass(frozen=True, slots=True)
class Negative:
    inner: Node


@dataclass(frozen=True, slots=True)
class Span:
    """`2 years`, `10 days`: what may be added to a date or taken from it."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class If:
    condition: Node
    then: Node
    otherwise: Node | None


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]
    where: Node | None = None
    by: Name | None = None


Node = Literal | Listing | Name | Operation | Not | Negative | Span | If | Call


# ---- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while True:
        match = TOKEN.match(text, at)
        assert match is not None  # noqa: S101 -- the last alternatives take anything
        kind = match.lastgroup or "end"
        token = Token(kind, match.group(kind), match.start(kind))
        if kind == "wrong":
            raise RuleError(f"“{token.text}” at character {token.at + 1} means nothing here.")
        found.append(token)
        if kind == "end":
            return found
        at = match.end()


def parse(text: str) -> Node:
    """The tree of one expression."""
    return Parser(text).whole()


class Parser:
    """Recursive descent, from the loosest binding (`if`) to the tightest (a name)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0

    def whole(self) -> Node:
        node = self.expression()
        if self.here.kind != "end":
            raise self.wrong("the end")
        return node

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def wrong(self, wanted: str) -> RuleError:
        got = f"“{self.here.text}”" if self.here.kind != "end" else "the end"
        return RuleError(f"{wanted} was expected at character {self.here.at + 1}, not {got}.")

    def sees(self, *texts: str) -> bool:
        return self.here.kind in ("name", "mark") and self.here.text in texts

    def take(self, *texts: str) -> str | None:
        if not self.sees(*texts):
            return None
        self.at += 1
        return self.tokens[self.at - 1].text

    def must(self, text: str) -> None:
        if self.take(text) is None:
            raise self.wrong(f"“{text}”")

    def expression(self) -> Node:
        if self.take("if"):
            condition = self.expression()
            self.must("then")
            then = self.expression()
            return If(condition, then, self.expression() if self.take("else") else None)
        return self.chain(("or",), lambda: self.chain(("and",), self.negation))

    def chain(self, signs: tuple[str, ...], below: Any) -> Node:
        node: Node = below()
        while sign := self.take(*signs):
            node = Operation(sign, node, below())
        return node

    def negation(self) -> Node:
        if self.take("not"):
            return Not(self.negation())
        return self.comparison()

    def comparison(self) -> Node:
        left = self.chain(("+", "-"), lambda: self.chain(("*", "/"), self.unary))
        if sign := self.take(*COMPARISONS):
            return Operation(sign, left, self.chain(("+", "-"), lambda: self.chain(("*", "/"), self.unary)))
        if self.take("in"):
            return Operation("in", left, self.unary())
        if self.sees("not") and self.tokens[self.at + 1].text == "in":
            self.at += 2
            return Operation("not in", left, self.unary())
        return left

    def unary(self) -> Node:
        if self.take("-"):
            return Negative(self.unary())
        return self.atom()

    def atom(self) -> Node:
        token = self.here
        if token.kind == "number":
            self.at += 1
            number = float(token.text) if "." in token.text else int(token.text)
            if unit := self.take("days", "day", "years", "year"):
                if not isinstance(number, int):
                    raise RuleError(f"A whole number of {unit} is needed at character {token.at + 1}.")
                return Span(number, unit.rstrip("s") + "s")
            return Literal(number)
        if token.kind == "text":
            self.at += 1
            return Literal(token.text[1:-1])
        if self.take("("):
            node = self.expression()
            self.must(")")
            return node
        if self.take("["):
            items = [self.expression()]
            while self.take(","):
                items.append(self.expression())
            self.must("]")
            return Listing(tuple(items))
        if token.kind == "name" and token.text not in RESERVED:
            self.at += 1
            return self.call(token) if self.sees("(") else Name(tuple(token.text.split(".")))
        raise self.wrong("a value")

    def call(self, token: Token) -> Node:
        name = token.text
        if name not in FUNCTIONS:
            raise RuleError(f"There is no function “{name}” (character {token.at + 1}).")
        self.must("(")
        arguments = [self.expression()]
        while self.take(","):
            arguments.append(self.expression())
        where = None
        if self.sees("where"):
            if name not in AGGREGATES:
                raise RuleError(f"“{name}” takes no “where” (character {self.here.at + 1}).")
            self.must("where")
            where = self.expression()
        self.must(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            wants = str(least) if least == most else f"{least} to {most}"
            raise RuleError(f"“{name}” takes {wants} arguments, not {len(arguments)} (character {token.at + 1}).")
        by = None
        if name == "count" and self.take("by"):
            by_token = self.here
            if by_token.kind != "name":
                raise self.wrong("a name after “by”")
            self.at += 1
            by = Name((by_token.text,))
        return Call(name, tuple(arguments), where, by)


# ---- looking at a tree ------------------------------------------------------------------------------------------------


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Operation(_, left, right):
            return (left, right)
        case Not(inner) | Negative(inner):
            return (inner,)
        case If(condition, then, otherwise):
            return (condition, then) if otherwise is None else (condition, then, otherwise)
        case Listing(items):
            return items
        case Call(_, arguments, where, by):
            return (*arguments, *((where,) if where is not None else ()), *((by,) if by is not None else ()))
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the text."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> list[Name]:
    """Every name the expression reads, each once, in the order of the text."""
    return list(dict.fromkeys(n for n in walk(node) if isinstance(n, Name)))


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts that must all hold: each that does not is a finding of its own."""
    if isinstance(node, Operation) and node.sign == "and":
        yield from conjuncts(node.left)
        yield from conjuncts(node.right)
    else:
        yield node
