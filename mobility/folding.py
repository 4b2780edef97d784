"""Templates compiled once for each language: what is the same whenever they are rendered is done while they are compiled.

Django looks up the words of `{% translate "…" %}` and the address of `{% url "…" %}` anew for every page: the page of a file has
ninety of them. Here a template is kept for each language, and such a tag whose arguments are all given in the template becomes text
in it; so do the words of `{% blocktranslate %}` around its values, an address with arguments is kept, and a template that is included
by its name is looked for once. Everything else of these tags is Django's own. The settings put this in the place of Django's loader
and libraries.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Library, Node, defaulttags, loader_tags
from django.template.base import FilterExpression, Parser, Template, TextNode, Token, Variable, render_value_in_context
from django.template.loaders import cached
from django.templatetags import i18n, static
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language, gettext

#: Where a value goes in a translated text.
PLACES = re.compile(r"%\((\w+)\)s")

register = Library()
for library in (i18n.register, static.register):
    register.tags.update(library.tags)
    register.filters.update(library.filters)


class Loader(cached.Loader):
    """Keeps a template for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()}-{super().cache_key(template_name, skip)}"


class Named(Node):
    """Text under a name: what `{% translate "…" as name %}` becomes."""

    child_nodelists = ()

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text

    def render(self, context: Context) -> str:
        context[self.name] = self.text
        return ""


class Included:
    """The template of `{% include "…" %}`, where Django expects its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.template: Template | None = None

    def resolve(self, _context: Context) -> Template:
        if self.template is None:
            self.template = Engine.get_default().get_template(self.name)
        return self.template


def is_given(expression: Any) -> bool:
    """Whether an argument stands in the template itself and is not changed by a filter."""
    if not isinstance(expression, FilterExpression) or expression.filters:
        return False
    return not isinstance(expression.var, Variable) or expression.var.lookups is None


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    if not is_given(node.filter_expression) or not (node.message_context is None or is_given(node.message_context)):
        return node
    name, node.asvar = node.asvar, None
    text = node.render(Context())
    return Named(name, text) if name else TextNode(text)


class Said(Node):
    """`{% blocktranslate %}` translated already: pieces of text with the values between them, given by name."""

    child_nodelists = ()

    def __init__(self, given: dict[str, FilterExpression], pieces: list[str]) -> None:
        self.given, self.pieces = given, pieces

    def render(self, context: Context) -> str:
        said = {name: value.resolve(context) for name, value in self.given.items()}
        pieces = self.pieces[:]
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            pieces[place] = render_value_in_context(said[name] if name in said else context.get(name, ""), context)
        return "".join(pieces)


@register.tag("blocktrans")
@register.tag("blocktranslate")
def blocktranslate(parser: Parser, token: Token) -> Node:
    node = i18n.do_block_translate(parser, token)
    if node.plural or node.asvar or node.message_context:
        return node
    text, names = node.render_token_list(node.singular)
    said = gettext(text)
    pieces = PLACES.split(said)
    pieces[::2] = [piece.replace("%%", "%") for piece in pieces[::2]]
    try:
        is_clear = said % {name: name for name in names} == "".join(pieces)
    except (KeyError, ValueError):
        is_clear = False
    if not is_clear:  # a percent sign before a value, or a translation that names another: Django knows what to do
        return node
    return Said(node.extra_context, pieces) if len(pieces) > 1 else TextNode(pieces[0])


class Address(Node):
    """`{% url %}` with arguments: the address of the same thing is worked out once."""

    child_nodelists = ()

    def __init__(self, node: Any) -> None:
        self.node = node

    def render(self, context: Context) -> str:
        if not context.autoescape:
            return str(self.node.render(context))
        given = [each.resolve(context) for each in self.node.args]
        return _address(get_language(), self.node.view_name.resolve(context), *given)


@lru_cache(maxsize=10_000, typed=True)
def _address(_language: str | None, name: str, *given: Any) -> str:
    return conditional_escape(reverse(name, args=given))


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node = defaulttags.url(parser, token)
    if node.kwargs or node.asvar:
        return node
    if node.args or not is_given(node.view_name):
        return Address(node)
    try:
        return TextNode(conditional_escape(reverse(node.view_name.resolve(Context()))))
    except NoReverseMatch:
        return node


@register.tag("static")
def static_file(parser: Parser, token: Token) -> Node:
    node = static.do_static(parser, token)
    return node if node.varname or not is_given(node.path) else TextNode(node.render(Context()))


@register.tag
def include(parser: Parser, token: Token) -> Node:
    node = loader_tags.do_include(parser, token)
    if is_given(node.template):
        node.template = Included(node.template.resolve(Context()))  # type: ignore[assignment]
    return node
