"""Templates compiled once for each language: what is the same whenever they are rendered is done while they are compiled.

Django looks up the words of `{% translate "…" %}` and the address of `{% url "…" %}` anew for every page: the page of a file has
ninety of them. Here a template is kept for each language, and such a tag whose arguments are all given in the template becomes text
in it; a template that is included by its name is looked for once. Everything else of these tags is Django's own. The settings put
this in the place of Django's loader and libraries.
"""

from __future__ import annotations

from typing import Any

from django.template import Context, Engine, Library, Node, defaulttags, loader_tags
from django.template.base import FilterExpression, Parser, Template, TextNode, Token, Variable
from django.template.loaders import cached
from django.templatetags import i18n, static
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

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


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node = defaulttags.url(parser, token)
    if not is_given(node.view_name) or node.args or node.kwargs or node.asvar:
        return node
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
