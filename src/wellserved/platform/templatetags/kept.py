"""Parts of pages that are kept for as long as what they show stays the same."""

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from wellserved.platform.keeping import KeptOf

register = template.Library()
_kept: KeptOf[SafeString] = KeptOf(most=3_000)


class KeptNode(Node):
    def __init__(self, nodelist: NodeList, of: FilterExpression, also: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.of = of
        self.also = also

    def render(self, context: Context) -> SafeString:
        also = tuple(one.resolve(context) for one in self.also)
        # The part itself belongs to it: the same object may be shown in two places in two ways.
        return _kept.get(
            (self.of.resolve(context), self.nodelist),
            (get_language(), also),
            lambda: mark_safe(self.nodelist.render(context)),  # noqa: S308  what the template made, escaped as it does
        )


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """{% kept object also... %}...{% endkept %}: `also` is whatever else the part shows."""
    _, of, *also = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, parser.compile_filter(of), [parser.compile_filter(one) for one in also])


class SameNode(Node):
    def __init__(self, nodelist: NodeList, shown: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.shown = shown

    def render(self, context: Context) -> SafeString:
        shown = tuple(str(one.resolve(context)) for one in self.shown)
        return _kept.get(
            (self.nodelist,),
            (get_language(), shown),
            lambda: mark_safe(self.nodelist.render(context)),  # noqa: S308  as above
        )


@register.tag
def same(parser: Parser, token: Token) -> SameNode:
    """{% same value... %}...{% endsame %}: a part that shows nothing but these values, and no token of a form."""
    _, *shown = token.split_contents()
    nodelist = parser.parse(("endsame",))
    parser.delete_first_token()
    return SameNode(nodelist, [parser.compile_filter(one) for one in shown])
