"""What people say: templates with enough variety that a reader of mood finds thanks, praise, complaint and neither."""

from __future__ import annotations

from random import Random

from twin.community.themes import Theme

CUSTOM_EMOJI = (
    "<:pepesad:123456789012345678>",
    "<:lanternglow:223456789012345679>",
    "<a:partyblob:323456789012345670>",
)
GLAD_EMOJI = ("👍", "❤️", "🎉", "🙏", "🔥", "💯", "😄", "👏", *CUSTOM_EMOJI[1:])
OTHER_EMOJI = ("👀", "🤔", "😂", "😅", "✅", "👋🏽", "🏳️‍🌈", CUSTOM_EMOJI[0])

QUESTIONS = (
    "how do I {act}? I get `{error}` every time",
    "does anyone know why {part} stops when I {act}?",
    "is there a way to {act} without touching {part}?",
    "{thing} shows {error}, what am I doing wrong?",
    "what is the recommended way to {act} these days?",
    "can somebody help me with {part}? {thing} does nothing",
    "anyone else seeing {error} since the update?",
    "which version do I need to {act}?",
    "quick question: should {part} be on when I {act}?",
    "hi all, first time here. How would you {act} with {thing}?",
    "I followed {link} but {part} still says {error}. Any idea?",
    "why does {thing} need {part} at all?",
    "Hallo zusammen, wie kann ich {act}? Ich sehe nur `{error}`",
    "¿alguien sabe por qué {thing} dice {error}?",
    "すみません、{thing} が動きません。どうすればいいですか？",
)
DETAILS = (
    "here is what I run:\n```\n{code}\n```",
    "log says:\n```\n{error}\n{error}\n```",
    "it is the version from last week, nothing else changed",
    "forgot to say: {part} works, only {thing} does not",
)
GOOD_ANSWERS = (
    "Yes: {fix}, then try again. The reason is that {part} keeps the old state until you do.",
    "I had exactly this. {fix_cap} and it works fine. Details: {link}",
    "Two steps: first {fix}, then {act}. If it still says {error}, post the log and I will look.",
    "That message means {part} never answered. {fix_cap}:\n```\n{code}\n```",
    "Good question! Short answer: {fix}. Long answer is here: {link}",
    "Easy to miss, but {part} needs a restart afterwards. So: {fix}, restart, done.",
    "Happy to help. Which version is it? Up to 4.1 you have to {fix}; newer ones do it on their own.",
)
PLAIN_ANSWERS = (
    "maybe {fix}?",
    "did you try to {act} first?",
    "same here, I ended up with another {part_bare}",
    "I think you have to {fix}",
    "no idea, but {link} looks related",
    "check {part}, it is usually that",
    "works for me on the new version",
    "Probier mal den Neustart, danach ging es bei mir",
)
FOLLOW_UPS = (
    "tried that, still {error}",
    "hm, {part} looks fine here. Anything else?",
    "where do I find that setting?",
    "ok, and after I {act}, do I need to restart?",
    "it changed something: now it says {error}",
)
THANKS = (
    "thank you so much, that works perfectly!",
    "thanks, that was it",
    "Wow, thanks! Great explanation",
    "it works now, thank you, you saved my evening",
    "awesome, thanks a lot for the help",
    "perfect answer, thank you 🙏",
    "ah, that makes sense. Thanks for taking the time",
    "brilliant, works like a charm. ty!",
    "Vielen Dank, super erklärt!",
    "¡muchas gracias, funciona genial!",
    "ありがとうございます！",
)
PRAISE = (
    "this is beautiful, great work",
    "love it, really nice idea",
    "wow, amazing! How long did it take?",
    "that looks fantastic",
    "so good. I want one",
    "best thing I have seen here this month",
    "very clever, and it looks lovely",
    "qué bonito, me encanta",
)
GREETINGS = (
    "welcome! What are you building?",
    "hey, welcome aboard, glad you found us 👋",
    "welcome! Have a look at the guides, and ask anything",
    "hi and welcome! Great to have you here",
    "willkommen! Frag gerne, hier beißt niemand",
    "welcome in, tell us about your setup",
)
HELLOS = (
    "thanks! I want to {act}, just started",
    "hi, thank you! Happy to be here",
    "hello :) found you through a friend, {thing} is new to me",
    "thanks for the warm welcome",
)
OPENERS = (
    "morning everyone, {thing} survived the night",
    "finally managed to {act} today, feels great",
    "the weather is awful here, perfect day to {act}",
    "so {part} broke again. I hate it",
    "has anybody been to the meetup in town?",
    "reading {link} over coffee, nice write-up",
    "unpopular opinion: {part} is fine as it is",
    "weekend plan: {act} and nothing else",
    "my cat sat on {thing}. It works better now",
    "what are you all listening to while you work?",
    "guten Morgen zusammen",
    "buenas, ¿qué tal el día?",
    "new release is out, {part} got a lot faster",
    "honestly the last update is terrible, {thing} is slower than before",
)
TALK = (
    "ha, same here",
    "oh nice",
    "I would not do that with {thing}",
    "true, {part} is the hard part",
    "same time next week?",
    "no way 😂",
    "that is annoying, sorry to hear",
    "good point",
    "depends, do you want to {act}?",
    "I tried once, never again",
    "sounds like fun",
    "yeah that update was bad for me too",
    "let me know how it goes",
    "lol",
    "interesting, did not know that",
    "we talked about it last month, see {link}",
    "mine took three days",
    "genau so",
    "jajaja",
    "<:pepesad:123456789012345678> my condolences",
    "makes sense, I will try it tonight",
    "ok",
    "that is a lovely idea",
)
SHOWN = (
    "finished it: {project}! Pictures: {link}",
    "small thing I made this week: {project} {link}",
    "after two months, {project} is done. Source: {link}",
    "work in progress: {project}. What would you change?",
)
ANNOUNCEMENTS = (
    "Release {version} is out: {part} is faster, and you can {act}. Notes: {link}",
    "Community call on Thursday at 18:00 UTC. We talk about {part}.",
    "Reminder: be kind in the help channels, and write what you already tried.",
    "We moved the guides to {link}. Tell us what is missing.",
)
SERMONS = (
    "My new post is up: why everybody is wrong about {part}. Read it, share it, subscribe. {link}\n\nIn short: {thing} "
    "was never meant to work this way, and as I have written many times before, only my method will do. Part {n} of "
    "the series follows tomorrow.",
    "DAILY THREAD {n}. {thing_cap} is the future. I explain in nine points why, with charts: {link} and again {link}. "
    "Nobody else is saying this. Follow me for more.",
    "I have been thinking about {part} and I want to put my thoughts here for the record. First, {act}. Second, do not "
    "listen to those who say otherwise. Third, my newsletter has the whole story ({n} pages): {link}",
    "Episode {n} of my podcast is live: {link} — two hours on {part}, uncut. Like and subscribe, it helps the channel.",
    "Hot take number {n}: {thing} is overrated. The long version is on my blog {link}, the rest in my course {link}.",
)
PROPS = (
    "great point as always!",
    "this, so much this",
    "you are the best, thanks!",
    "totally agree, amazing work",
    "thank you for sharing, very helpful",
    "wow, brilliant idea",
    "love this, you should post more about {part}",
    "exactly what I wanted to say about {thing}",
    "thanks, that helped me so much to {act}",
    "100% agree, best advice here",
    "nobody explains {part} as well as you",
    "perfect, thank you!",
)
POSES = (
    "here is a tip: {fix} before you {act}",
    "thinking about {part} again, any thoughts?",
    "today I managed to {act}",
    "I wrote down how I {act}, maybe it helps someone",
    "what do you think about {thing}?",
    "good morning, who wants to {act} today?",
    "{part} is underrated, change my mind",
)
FARMED = ("gm", "nice", "lol true", "hello", "ok cool", "grind", "up", "xd", "level up soon", "same", "yes", "...")
PASTED = (
    "JOIN MY SERVER for {thing}, BEST COMMUNITY, GIVEAWAYS DAILY {link}",
    "who read this owes me a cookie, copy and paste it to ten others",
    "NOOOO you can not just {act} 😭 haha {thing} goes brrr",
)
SCOLDS = ("please stop spamming", "can you take this elsewhere?", "this is a help channel, please stop")
SPAM = (
    "🎁 FREE NITRO for everyone 🎁 claim here before it ends http://dlscord-gift.example/claim @everyone",
    "I made 5000$ in one week with this bot, join now http://crypt0-win.example/join hurry!!!",
    "hot deals!!! steam keys for 1$ only today http://steamcommunlty.example/deal",
)
TRACKS = ("Night Bus", "Paper Boats", "Low Tide", "Copper Wire", "Seven Lamps", "Fog Signal", "Slow Train", "Old Maps")
HEADLINES = ("fix {part}", "docs: how to {act}", "nightly build passed", "issue opened: {error}", "bump {part_bare}")


class Phrases:
    """Draws lines for one theme from one source of chance."""

    def __init__(self, rng: Random, theme: Theme) -> None:
        self._rng = rng
        self._theme = theme

    def one_of(self, templates: tuple[str, ...]) -> str:
        """A line from ``templates`` with the theme's words filled in."""
        template = self._rng.choice(templates)
        return template.format_map(self._words()) if "{" in template else template

    def link(self) -> str:
        host = self._rng.choice(("example.org", "docs.example.com", "forum.example.net", "video.example.tv"))
        return f"https://{host}/{self._rng.randrange(100, 9999)}"

    def _words(self) -> dict[str, str]:
        rng, theme = self._rng, self._theme
        thing, part, fix = rng.choice(theme.things), rng.choice(theme.parts), rng.choice(theme.fixes)
        return {
            "thing": thing,
            "thing_cap": thing[0].upper() + thing[1:],
            "part": part,
            "part_bare": part.removeprefix("the "),
            "act": rng.choice(theme.acts),
            "error": rng.choice(theme.errors),
            "fix": fix,
            "fix_cap": fix[0].upper() + fix[1:],
            "code": rng.choice(theme.codes),
            "project": rng.choice(theme.projects),
            "link": self.link(),
            "version": f"4.{rng.randrange(1, 9)}.{rng.randrange(0, 9)}",
            "n": str(rng.randrange(2, 90)),
        }
