"""What was reported, and from how many origins."""

from veedor.press.article import Article
from veedor.press.clusters import Cluster
from veedor.press.differences import Differences, differences
from veedor.press.occurrences import Occurrence, Occurrences
from veedor.press.passages import Passage, PassageKind, PassagePart, Place
from veedor.press.quotations import Quotation, quotations
from veedor.press.read import article, article_folders, find_articles, read_article, read_articles
from veedor.press.reuse import Reuse, reuse
from veedor.press.span import Span

__all__ = [
    "Article",
    "Cluster",
    "Differences",
    "Occurrence",
    "Occurrences",
    "Passage",
    "PassageKind",
    "PassagePart",
    "Place",
    "Quotation",
    "Reuse",
    "Span",
    "article",
    "article_folders",
    "differences",
    "find_articles",
    "quotations",
    "read_article",
    "read_articles",
    "reuse",
]
