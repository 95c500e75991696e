"""What people write: Markdown, cleaned of what a word processor left in it, shown without risk."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_BLOCK = re.compile(r"</(?:p|div|li|tr|h[1-6])>|<br[^<>]*>", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*[•·▪◦‣○■-][ \t ]+", re.MULTILINE)
_GAPS = re.compile(r"\n{3,}")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff"))
_BREAKS = {ord("\u000b"): "\n", ord("\u000c"): "\n\n", ord("\u2028"): "\n", ord("\u2029"): "\n\n",
           ord("\r"): None}  # fmt: skip


def clean(text: str) -> str:
    """Markdown of what was typed or pasted: every word stays, markup and control signs go.

    Bullets of a word processor become list items; tags are taken out, their content kept.
    """
    said = unicodedata.normalize("NFC", text).translate(_BREAKS)
    if _TAG.search(said):
        said = _BLOCK.sub(lambda tag: f"{tag[0]}\n", said)
        said = html.unescape(nh3.clean(said, tags=set(), clean_content_tags={"script", "style"}))
    said = said.translate(_INVISIBLE)
    said = "".join(c for c in said if c in "\n\t" or unicodedata.category(c) != "Cc")
    said = _BULLET.sub("- ", said)
    lines = "\n".join(line.rstrip() for line in said.split("\n"))
    return _GAPS.sub("\n\n", lines).strip()


@cache
def reader() -> MarkdownIt:
    """CommonMark with tables and no raw HTML; links stay text, for nothing leads outside."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link"])


def page(text: str) -> SafeString:
    """The text as HTML for a page: a few tags, no attribute, nothing that acts."""
    rendered = reader().render(text).replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    rendered = rendered.replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    return mark_safe(nh3.clean(rendered, tags=TAGS, attributes={}))  # noqa: S308 - cleaned


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"\w+(?:[’'\-]\w+)*", text))
