"""What a text is for: it asks, thanks, greets or helps. Told by how it begins and by set phrases, mostly English ones.

``benchmarks.sentiment`` holds each against sentences of our own (`benchmarks/purposes.tsv`).
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Purpose(NamedTuple):
    question: bool
    thanks: bool
    greeting: bool
    help: bool


_FOREIGN_MARK = re.compile("[？؟⁇⁈]")
_ASKS = re.compile(
    r"\W*(?:(?:so|and|but|hi|hey|hello|yo|ok|sorry|all|guys|everyone|good|morning|evening|hmm|wait|well|please|there"
    r"|folks|people|ty|thx|thanks|thank|you|help|noob|stupid|serious|quick|question)\W+){0,4}(?:"
    r"how (?:do|does|did|can|could|would|should|to|is|are|come|much|many|long|old|far|bad|so|often)"
    r"|what(?:'s|’s| is| are| was| were| do| does| did| would| should| kind| version| about| if| for| happens| time"
    r"| can| am| will)"
    r"|why (?:is|are|was|do|does|did|would|can't|isn't|doesn't|not \w+|though|am)"
    r"|where(?:'s| is| are| do| does| did| can| could| should)"
    r"|when (?:is|are|does|do|did|will|can)"
    r"|who(?:'s|se turn| is| are| can| has| do| won| runs| knows (?:how|what|where|if|when))"
    r"|since when|which (?:one|version|\w+ (?:should|would|do|does|is|are|on))"
    r"|(?:can|could|does|do|did|has|have|is|was|would|will) (?:any|some)(?:one|body)"
    r"|(?:can|could|would|do|did|have|are|were|will) you(?! kidding)"
    r"|(?:do|can|could|should|may|am) i|(?:are|do|can|should|did) we"
    r"|(?:is|are|will|was|were|do|does|has|have) (?:there|these|they|those|the)"
    r"|(?:is|was|does|did|can|could|will|would) (?:it|this|that|he|she|an?|\d+)"
    r"|any(?:one|body)(?: else| here)? (?:know|knows|have|has|tried|using|got|up|seeing|from|selling|here)"
    r"|any(?:one|body) here|any (?:idea|recommendations?|update|news|way|chance|hints?|good \w+)"
    r"|question about|i was wondering|i'd like to know|i need help|need help"
    r")\b",
    re.IGNORECASE,
)
_ASKS_LATER = re.compile(
    r"[,.;:!]\s+(?:so |and |but )?(?:what(?:'s| is| are| am i| can i| do i| about)|how (?:do|does|long|many|can)"
    r"|where (?:is|should|can|do)|any (?:hints|idea)|(?:can|could|does) (?:any|some)(?:one|body)|is (?:there|the)"
    r"|does (?:it|that)|do (?:you|the)|can i|which one|why (?:is|does))\b",
    re.IGNORECASE,
)

_THANKS = re.compile(
    r"\b(?=[abcdghiklmoprstvдс])(?<!\bno )(?<!\bno, )(?<!said )(?:"  # the letters are there for speed alone
    r"thank(?:s+|x| you+| u|you|ful)?(?! page\b)(?! for nothing)(?!,? i hate)"
    r"(?! to (?!you\b|every|all\b|whoever|the (?:team|mods|devs|admins)|@))"
    r"|th[an]?n?x|tnx|ty|tysm|tyvm|tks|(?:much|really|greatly|very) appreciated"
    r"|appreciate (?:it|that|you|your|the)|appreciated(?=\W*$)|cheers(?=\W*$|,| for| mate)(?<!crowd cheers)"
    r"|kudos|props to|shout ?out to|hats off|i owe you|sav(?:ed|ing) (?:me|my (?:day|life|weekend|evening|night))"
    r"|life ?saver|grateful|(?:so|very) kind of you|(?:really|very|super|so) helpful"
    r"|merci|danke|dankeschön|vielen dank|gracias|obrigad[oa]|grazie|dank je|bedankt|arigatou?|dzięki|dziękuję"
    r"|tusen tack|tack så mycket|takk|kiitos|teşekkür\w*|спасибо|дякую"
    r")(?!\w)|ありがと|谢谢|謝謝|多谢|감사|고마워|고맙|धन्यवाद|شكرا",
    re.IGNORECASE,
)
_THANKS_HAVE = ("thank", "hx", "nx", " ty", "tks", "apprec", "cheers", "kudos", "props to", "shout", "hats off",
                "owe you", "saved m", "saving m", "saver", "grateful", "kind of you", "helpful", "dank", "merci",
                "graci", "obrigad", "grazie", "arigat", "tack", "takk", "kiitos")  # fmt: skip
"""One of these is in every thanks above that is written in plain letters: looking for them is much faster."""
_THANKS_HAVE_ABROAD = (*_THANKS_HAVE, "dzi", "teşekkür", "спасибо", "дякую", "ありがと", "谢谢", "謝謝", "多谢", "감사",
                       "고마", "고맙", "धन्यवाद", "شكرا")  # fmt: skip

_HELLO = (
    r"(?:h[ie]+y*a*|hiya+|he+y+[ao]?|hell+o+|yo|sup|howdy|ahoy|aloha|namaste|greetings|g'day|moin|servus|hola"
    r"|bonjour|salut|hallo|ciao|hej|olá|guten (?:morgen|tag|abend)|gm|gn"
    r"|(?:good )?(?:mornin|morning|evenin|evening|afternoon|night)|good day)['’]?"
)
_WHOM = (
    r"(?:all|every(?:one|body)|y'?all|you all|to you|there|guys|folks|friends?|people|peeps|team|gang|crew|chat|mods?"
    r"|developers|devs|neighbou?rs|buddy|man|bro|mates?|dear|sir|world of|frens|again|from|hi+|hey+|hello+|gm|yo"
    r"|zusammen|a tod[oa]s|a tutti|tout le monde|my friends?|and welcome|how are you|what's up|@\w+)"
)
_GREETS = re.compile(
    rf"\W*(?:(?:oh|well|and|a|top of the|ah)\s+)*{_HELLO}(?=$|\s*[,!.:;~)(<@-]|\s*[^\w\s'’]|\s+{_WHOM}\b)"
    r"|\W*(?:hi,? |hey,? |hello,? |a warm |and )*welcome"
    r"(?=\W*$|\s*[!,.]|\s+(?:aboard|back|in|everyone|to all|all|to (?:the (?!real)|our))\b)"
    r"|\W*(?:good)?bye(?: bye| all| everyone| folks| for now)?\W*$|\W*(?:cya|later all|rise and shine|same to you)\b",
    re.IGNORECASE,
)
_GREETS_LATER = re.compile(
    r"👋|\b(?:(?:nice|pleased|good|great|lovely) to (?:meet|see) you|long time no see"
    r"|happy (?:\w+day|new year|holidays)|merry christmas|have a (?:\w+ )?(?:day|evening|night|weekend|week)\b"
    r"|see (?:you|ya) (?:later|tomorrow|soon|around|all)|see ya|(?:good|glad|happy) to (?:be here|see you|have you)"
    r"|say(?:ing)? (?:hi|hello) to|(?:saying|say) (?:hi|hello)\W*$"
    r"|take care(?: all| everyone| guys)?\W*$|(?:hi|hello)\W*$)",
    re.IGNORECASE,
)

_LEAD = (
    r"(?:(?:yes|yeah|yep|no|nope|ok|okay|well|so|oh|and|or|but|then|also|hi|hey|hello|welcome|morning|good morning"
    r"|maybe|perhaps|probably|just|please|btw|in that case)\b[\s,!.:;-]*)*"
)
_WITH = (
    r"(?:(?:the|your|an?|it|this|that|these|those|my|to|with|for|another|quotes|both|verbose|threads|spaces|sure|pip"
    r"|\w+ing|yourself|one|two|me|in|at|on|by|out|off|up|and (?:hold|type)|ctrl|as|if|into|from)\b|/\w|-\w|http)"
)
_HELPS = re.compile(
    rf"\W*{_LEAD}(?:"
    r"try (?!to\b|again next|harder)|make sure\b|be sure to"
    r"|(?:use|set|add|remove|delete|click|press|open|run|install|update|upgrade|downgrade|restart|reboot|unplug|plug"
    r"|flash|replace|change|switch|move|put|turn|disable|enable|copy|type|paste|post|send|ping|ask|follow|check|read"
    r"|have a look|take a look|reinstall|rename|download|reset|hold|select|create|write|edit|connect|swap)"
    rf" {_WITH}(?! (?:or lose|era|lives|century))|look (?:at the|in the|up)|leave the"
    r"|(?:restart|reboot|upgrade|downgrade|install|update) \w+[,.]|start (?:with|by) |see (?:the|section|page|https?)\b"
    r"|go to |(?:don't|do not|never) (?:use|plug|power|put|forget|run|connect|open|touch|install|update)"
    r"|here(?:'s| is| are)? (?:the link|a guide|the guide|how|you go|an example|the docs)"
    r"|the (?:fix|solution|trick|command|easiest way|best way|simplest way) (?:is|was)"
    r"|the (?:reason|setting|problem|issue|default|limit|port|function|variable|answer)\b[^?]{0,30} (?:is|returns?|are)"
    r" (?!people|me\b|42)|the (?:docs|guide|manual) (?:explain|say how|show)"
    r"|(?:this|that|it) should (?:fix|work|help|do)|(?:that|this)(?: error| warning)? means|it means|this is how"
    r"|that happens when|(?:that|it|this)(?:'s| is) because|it(?:'s| is) (?:in|under|only in) the (?!past)"
    r"|it(?:'s| is) (?:under|documented)|it starts at"
    r"|you(?:(?:'ll|’ll| will|'d|’d)(?: just)? (?:need|want|have)"
    r"|(?: just| only| first)? (?:need (?:to|an?|the)|have to|can|could|should|might want|may (?:need|want)|must|forgot"
    r"|are passing|are missing))(?! (?:tell|see|love|hear|not|have seen)\b|'t|’t)"
    r"|your \w+(?: \w+)? (?:has|is|never|needs|isn't|hasn't|are|lacks|was)\b"
    r"|(?:i think|i believe|i guess|i'm pretty sure)(?: that)? (?:you|the \w+ is|it's in)\b"
    r"|i had (?:the same|that)\b.{0,40}(?:fixed|helped|solved|worked)|i (?:fixed|solved) (?:that|it|this) by"
    r"|i(?:'d| would) (?:use|go with|recommend|suggest|try|start|say you|check)|i (?:recommend|suggest)|i can help"
    r"|let me (?:help|show|know if)|(?:i )?hope (?:that|this|it) helps|hth\b|does that help|did that (?:fix|help)"
    r"|have you (?:tried (?!it)|checked|looked|updated)|did you (?:check|set|try|restart|update|install|forget)"
    r"|you (?:forgot|probably)"
    r"|sounds like (?:a |your )|looks like (?:you|the token)|it (?:could|might|may) be the |in your case"
    r"|if (?:you|it|that|this) [^?]{3,60}, |for (?:that|this|beginners|the)\b.{0,20} (?:you|i'd)"
    r"|to (?:do|fix|get|see|join|use|set|solve|find|make|change|enable) [^?]{2,50}, (?!i\b|he\b|she\b|we\b|they\b)"
    r"|it works on|first (?:you|unlock|install|open|check|make)|step (?:one|1)\b"
    r"|.{0,20}(?:workaround|known bug)|a good start is"
    r")|\b(?:make sure|you (?:need|have) to) (?!see|love)|hope (?:that|this) helps",
    re.IGNORECASE,
)
_HELPS_LATER = re.compile(
    r"[.,;!?] (?:(?:just )?(?:try|check|paste) |update to |you (?:can|need|have to|should) "
    r"|change (?:the|it) |before \d)"
    r"|\bit's usually the ",
    re.IGNORECASE,
)


def purpose_of(words: str) -> Purpose:
    """Of text that has been through :func:`~bot.sentiment.words.spoken`. Linear in the length."""
    return Purpose(asks(words), thanks(words), greets(words), helps(words))


def asks(words: str) -> bool:
    return marked(words) or begins_asking(words) or asks_later(words)


def marked(words: str) -> bool:
    """With a question mark of any language."""
    return "?" in words or (not words.isascii() and _FOREIGN_MARK.search(words) is not None)


def begins_asking(words: str) -> bool:
    return _ASKS.match(words) is not None


def asks_later(words: str) -> bool:
    """In a clause that is not the first."""
    return _ASKS_LATER.search(words) is not None


def thanks(words: str) -> bool:
    small = f" {words.lower()}"
    for part in _THANKS_HAVE if words.isascii() else _THANKS_HAVE_ABROAD:
        if part in small:
            break
    else:
        return False
    return _THANKS.search(words) is not None


def greets(words: str) -> bool:
    return _GREETS.match(words) is not None or _GREETS_LATER.search(words) is not None


def helps(words: str) -> bool:
    return _HELPS.match(words) is not None or _HELPS_LATER.search(words) is not None
