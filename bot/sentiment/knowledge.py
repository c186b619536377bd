"""What is known of chat before any example is seen: which words turn others round, and what slang and signs mean.

Values run from −4 to 4. What the training sets know better than this, they overrule.
"""

from __future__ import annotations

_NOT = (
    "not no never none nobody nothing neither nor nowhere without cannot cant dont doesnt didnt isnt arent wasnt werent"
    " wont wouldnt couldnt shouldnt aint hasnt havent hadnt hardly barely scarcely rarely lacks lacking"
)
NEGATIONS = frozenset(_NOT.split())
"""They turn round what follows within the same clause."""

_ENDS = ". , ; : ! !! ? ?? ?! ... ( ) but however though although except"
CLAUSE_ENDS = frozenset(_ENDS.split())

CONTRASTS = frozenset(("but", "however"))
"""What follows weighs more than what came before."""

_STRONGER = (
    "absolutely amazingly awfully bloody completely considerably damn dead decidedly deeply enormously entirely"
    " especially exceptionally extremely freaking frickin friggin fuckin fucking fully greatly hella highly hugely"
    " incredibly insanely intensely majorly more most particularly purely quite real really remarkably so"
    " soo substantially super thoroughly too totally tremendously uber unbelievably unusually utterly very wildly"
)
_WEAKER = "almost bit fairly kind kinda less little marginally occasionally partly rather slightly somewhat sort sorta"
INTENSITY = dict.fromkeys(_STRONGER.split(), 0.3) | dict.fromkeys(_WEAKER.split(), -0.3)
"""What it does to the value of the known word after it, as a share."""


def _each(words: str, value: float) -> dict[str, float]:
    return dict.fromkeys(words.split(), value)


SLANG = {
    **_each("pog pogs poggers pogchamp based goat goated banger bussin dope hyped hype gg ggs wp", 2.2),
    **_each("lit clutch crisp slaps slap yay woot woohoo w00t yess lesgo letsgo letsgoo gz grats", 2.0),
    **_each("lol lmao lmfao rofl haha hahaha hehe kek kekw lulz xd", 1.6),
    **_each("ty tysm thx tnx tks tyvm thanks thank", 2.2),
    **_each("cringe mid trash sus copium yikes oof smh fml cringy scuffed bruh", -1.6),
    **_each("kys stfu gtfo pos retarded braindead scam scammer scammers malding", -2.8),
    **_each("crash crashes crashed crashing broken broke bug bugs buggy laggy lag lags nerfed", -1.6),
    **_each("sadge sadgers rip despair ffs wtf ugh meh", -1.6),
}

COMPLAINTS = ("not working", "doesnt work", "dont work", "didnt work", "wont work", "wont start")
"""Programmers report so without a complaint, and of their posts it would be learned; who says it in chat complains."""

PHRASES = {
    **dict.fromkeys(("sick !", "sick !!", "insane !", "insane !!", "nuts !!", "crazy !!", "filthy !!", "wild !!"), 8.0),
    **dict.fromkeys(("sick beat", "sick drop", "sick play", "sick build", "sick setup", "sick clip", "so sick"), 4.0),
    **dict.fromkeys(("crazy good", "insanely good", "stupid good", "stupidly good", "wicked good"), 2.5),
    **dict.fromkeys(("hell yeah", "hell yes", "fuck yeah", "fuck yes", "damn good", "bad ass", "no cap"), 3.5),
    **dict.fromkeys(
        ("no problem", "no worries", "no biggie", "not bad", "cant wait", "my bad", "well played", "good game"), 2.5
    ),
    **dict.fromkeys(COMPLAINTS, -1.0),
    **dict.fromkeys(("stopped working", "keeps crashing", "no luck", "no idea", "not impressed", "not funny"), -2.0),
    **dict.fromkeys(("screw you", "fuck you", "fuck off", "piss off", "shut up", "waste of"), -3.0),
    **dict.fromkeys(("yeah right", "oh great", "nice try"), -1.2),
    "/ s": -1.5,  # the mark of sarcasm
}
"""Of two neighbours, beside what each says alone."""

_SIDES = (
    "sorry sry soz apologies apology apologise apologize apologised apologized apologising apologizing oops whoops"
    " lol lmao lmfao rofl lul lulz haha hahaha hahah ha hehe heh xd kek 😂 🤣 😆 😹"
)
SIDES = frozenset(_SIDES.split())
"""They put a text on a side and say little of how far: an apology is sad for whoever makes it and no coldness towards
others, and who laughs may laugh at something that broke. What is as cold or as warm without them is it with them."""

SIGNS = {
    **dict.fromkeys("🔥💯🐐🏆🚀🎉🥳🤩😍🥰❤💜💙💚🧡💛🖤🤍🩷💕💖💗💞💓💝💘🫶🙌👏💪✨🤗😻👑⭐🌟🥇🎊💐🏅", 2.6),
    **dict.fromkeys("👍👌🙏😊😄😁😀😃🙂😎🤝✅☺😋😇🤣😂😆😹🫡🍻🥂♥😘🤞💎🎁🎂🌈☀🌻🌸🌹🌺🍀😺😸🤠🤓😌🥹🎈🍾🥈🥉", 1.8),
    **dict.fromkeys("👋😉😜😝😛🤪😙😚🤙✌🤘☕🍕🍰🎶🎵🐶🐱🦊🐸🐧💃🕺🎮⚡🌞🌙💡🆒🎯☮🕊✔☑➕🤭😮🤯", 1.0),
    **dict.fromkeys("💀☠😅😏🤔👀😐🙃🫠🧐🤨😶🫥❓❔❗‼🔗📌📎📈🔔⏰⏳🕐🧵🤖👻👽🗿", 0.0),
    **dict.fromkeys("😬😕😒🙄😑🥱😴🤷🤦😟😔😞😣😖😓😰😥🤕🤒😷🫤☹🙁😪😵🥴🤐🤥📉⚠🚫⛔🥲😳😲🙈", -1.6),
    **dict.fromkeys("🤡👎😡😠🤬🤮🤢😢😩😫💩🖕💔😤😿❌🚩😧😨😱😭😾🙀👿😈🤧☢☣🐍🧂🗑⚰🪦🆘🥺", -2.4),
}
SIGNS |= {"😭": -0.6, "😈": 0.0, "🥺": 0.4, "🐍": -1.0, "😳": -0.4, "😮": 0.4, "🤯": 0.8}  # meant both ways
"""Emoji as they are meant in chat, by our own reading of it. What labelled texts say of them is learned beside it."""

FACES = {
    **dict.fromkeys((":)", ":-)", "=)", ":]", "(:", ":3", "^^", "^_^", "^.^", "\\o/", ":o)", "8)", ":>", "c:"), 1.8),
    **dict.fromkeys((":d", "=d", "xd", ":-d", ":p", ";)", ";-)", ":b", ":*", ";d", ";p", "=p", "uwu"), 1.8),
    "<3": 2.6,
    **dict.fromkeys((":(", ":-(", "=(", ":[", "):", ":c", ":'(", ":/", ":\\", "=/", ":|", ":s", ">:(", "d:"), -1.9),
    **dict.fromkeys(("t_t", ";_;", ";-;", "-_-", "</3", ">_<", ">.<", "._.", "-.-"), -1.7),
    **dict.fromkeys(("ಠ", "┻", "━"), -2.0),
    **dict.fromkeys(("ツ", "◕", "‿", "ᴗ"), 1.2),
}
"""Emoticons and the telling pieces of kaomoji, in small letters, each sign once."""

EMOJI_NAMES = {
    **dict.fromkeys(("heart", "love", "luv", "hug", "cuddle", "uwu", "blush", "kiss", "adore"), "❤"),
    **dict.fromkeys(("pog", "hype", "fire", "goat", "based", "epic", "party", "tada", "letsgo", "win"), "🔥"),
    **dict.fromkeys(("kek", "lul", "lol", "lmao", "joy", "laugh", "rofl", "xd", "haha"), "😂"),
    **dict.fromkeys(
        (
            "thumbsup",
            "plus1",
            "yes",
            "nice",
            "clap",
            "approve",
            "thank",
            "gg",
            "pray",
            "raised_hand",
            "muscle",
            "ok_hand",
            "100",
            "rocket",
            "check_mark",
        ),
        "👍",
    ),
    **dict.fromkeys(("smile", "happy", "grin", "cool", "comfy", "wave"), "😊"),
    **dict.fromkeys(("sad", "cry", "sob", "tear", "despair", "depress", "feelsbad", "pain", "broken"), "😢"),
    **dict.fromkeys(("rage", "angry", "mad", "reee", "hate", "pepega", "weirdchamp", "disgust"), "😡"),
    **dict.fromkeys(("thumbsdown", "minus1", "cringe", "nope", "clown", "vomit", "puke", "trash"), "👎"),
    **dict.fromkeys(("facepalm", "monkas", "worry", "sweat", "tired", "sigh", "bruh"), "😬"),
}
"""What the name of a server's own emoji is like, by a part of it: ``:pepesad:`` is a 😢. Longer parts come first."""
