"""A template compiled for a language says the same as Django's own would, in every language."""

import pytest
from django.template import Context, Engine, Template, engines
from django.template.base import TextNode
from django.template.loader import get_template
from django.utils.translation import override

SAID = (
    "{% load i18n static %}{% translate 'Sign out' %}|{% translate 'From' context 'day' %}|{% translate 'Sign out' as out %}{{ out }}"
    "|{% url 'privacy' %}|{% static 'css/site.css' %}|{% translate word %}|{% url name %}"
    "|{% url 'complaints:file' 'LM-1' %}"
    "|{% url 'complaints:request' 'LM-1' 7 'chase' %}|{% url 'casefiles:document' 7 as there %}{{ there }}"
    "|{% blocktranslate with day=on|upper %}due {{ day }}{% endblocktranslate %}"
    "|{% blocktranslate %}{{ word }} 5 %{{ nobody }}{% endblocktranslate %}"
    "|{% blocktranslate %}100 % of {{ on }}{% endblocktranslate %}|{% blocktranslate trimmed %}\n a \n {{ on }}{% endblocktranslate %}"
    "|{% blocktranslate count n=2 %}{{ n }} earlier{% plural %}{{ n }} earlier{% endblocktranslate %}"
)


def test_words_and_addresses_are_those_of_djangos_own_tags():
    plain = Engine(
        app_dirs=False, libraries={"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
    )
    for language in ("en", "fr"):
        with override(language):
            given = {"word": "Sign out", "name": "privacy", "on": "<b>d’été & 5 %</b>"}
            assert Template(SAID).render(Context(given)) == plain.from_string(SAID).render(Context(given))


def test_what_is_given_in_the_template_is_text_in_it():
    with override("fr"):
        nodes = Template("{% load i18n %}{% translate 'Sign out' %}{% url 'privacy' %}").nodelist
    assert [node.s for node in nodes if isinstance(node, TextNode)] == ["Fermer la session", "/fr/privacy/"]


def test_a_template_is_kept_for_each_language():
    for language, words in [
        ("en", "This page does not exist"),
        ("fr", "Cette page n’existe pas"),
        ("en", "This page does not exist"),
    ]:
        with override(language):
            assert words in get_template("404.html").render()


def test_an_address_that_does_not_exist_is_an_error_only_where_it_is_shown():
    template = engines["django"].from_string("{% if shown %}{% url 'no:such' %}{% endif %}")
    assert template.render({}) == ""
    with pytest.raises(Exception, match="no"):
        template.render({"shown": True})
