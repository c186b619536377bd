"""A text's words become a number, or none where there is nothing to go on."""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.sentiment import FOLDER, judge_together, loading, posts_of
from bot.sentiment import THRESHOLDS, polarity
from bot.sentiment.analyser import ChatAnalyzer
from bot.sentiment.explaining import explain
from bot.sentiment.reactions import reaction_polarity
from bot.sentiment.weights import FILE, learned, read_weights, write_weights
from bot.sentiment.words import spoken, unquoted
from tests.test_docs import ARCHITECTURE


@pytest.mark.parametrize("text", ["This is great, thank you!", "I love how helpful this place is", "wonderful news"])
def test_warm_words_are_above_the_upper_threshold(text: str) -> None:
    found = polarity(text)
    assert found is not None
    assert found > THRESHOLDS[1]


@pytest.mark.parametrize("text", ["This is terrible", "what an awful, boring release", "I hate this"])
def test_cold_words_are_below_the_lower_threshold(text: str) -> None:
    found = polarity(text)
    assert found is not None
    assert found < THRESHOLDS[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "42",
        "!?",
        "x",
        "```python\nawful = terrible()\n```",
        "`terrible`",
        "> this is terrible",
        ">>> this is terrible\nand awful",
        "https://example.com/wonderful/terrible",
        "<@123456789012345678>",
        "世界",
    ],
)
def test_nothing_to_go_on_is_none_and_not_zero(text: str) -> None:
    assert polarity(text) is None


@pytest.mark.parametrize(
    "text",
    ["That was sick!!", "soooo good", "🔥", "that's great :)", "thx, works perfectly", ":poggers:"],
)
def test_chat_that_is_warm_sounds_warm(text: str) -> None:
    assert (polarity(text) or 0.0) > THRESHOLDS[1]


@pytest.mark.parametrize(
    "text", ["not working", "it's not working", "this isn't good", "I hate it so much", "🤡", "<:pepesad:123>"]
)
def test_chat_that_is_cold_sounds_cold(text: str) -> None:
    assert (polarity(text) or 0.0) < THRESHOLDS[0]


@pytest.mark.parametrize("text", ["this isn't a bad idea", "not bad at all"])
def test_a_negated_bad_word_is_not_cold(text: str) -> None:
    assert (polarity(text) or 0.0) >= THRESHOLDS[0]


@pytest.mark.parametrize(
    "text", ["sorry for the late reply", "oh sorry, I meant the other one", "Sorry about the delay!", "my apologies"]
)
def test_an_apology_is_no_coldness(text: str) -> None:
    assert (polarity(text) or 0.0) > 2 * THRESHOLDS[0]


def test_who_says_sorry_and_is_cold_is_cold() -> None:
    assert (polarity("sorry but this is terrible garbage") or 0.0) < 3 * THRESHOLDS[0]


@pytest.mark.parametrize("text", ["lol", "lol no", "haha ok", "lol what a mess", "LOL"])
def test_laughter_alone_is_hardly_warm(text: str) -> None:
    assert THRESHOLDS[0] <= (polarity(text) or 0.0) < 2 * THRESHOLDS[1]


def test_who_laughs_and_is_warm_is_warm() -> None:
    assert (polarity("haha thanks, that is wonderful") or 0.0) > 5 * THRESHOLDS[1]


@pytest.mark.parametrize(
    "text",
    [
        "no me gusta esto para nada",
        "das ist nicht gut, ich mag es nicht",
        "c'est pas très bien",
        "это очень хорошо",
        "jeg forstår ikke hvorfor det ikke virker",
        "non capisco perché non funziona",
        "nie wiem dlaczego to nie działa",
        "これはとても良いです",
        "hvad synes du om den nye version",
        "kannst du mir bitte helfen",
    ],
)
def test_another_language_cannot_be_told(text: str) -> None:
    assert polarity(text) is None


@pytest.mark.parametrize(
    "text", ["lol", "idk tbh", "the regex matcher segfaults", "kubectl apply fails", "W take ngl", "nice!"]
)
def test_slang_and_words_of_the_trade_are_no_other_language(text: str) -> None:
    assert polarity(text) is not None


def test_an_explanation_names_what_moved_most_first() -> None:
    found = explain("the boat is awesome")
    assert found.polarity == polarity("the boat is awesome")
    assert found.movers[0].text == "awesome"
    assert found.movers[0].by > 0
    assert explain("https://example.com").polarity is None


def test_any_user_of_textblob_can_pass_the_analyser() -> None:
    from textblob import TextBlob  # loads a quarter of what all tests together load

    assert TextBlob("this is great", analyzer=ChatAnalyzer()).sentiment == polarity("this is great")


def test_only_the_author_s_own_words_count() -> None:
    alone = polarity("this is great")
    assert polarity("> this is terrible\nthis is great ```awful``` `worst` https://awful.example/bad") == alone


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a ```code``` b", "a   b"),
        ("a ``` b", "a   b"),
        ("```x``` y ```z", "  y  z"),
        ("it's `x` and ` y", "it's   and ` y"),
        (">no quote", ">no quote"),
        ("> quote\nown", "\nown"),
        ("own\n>>> all\nthe rest", "own\n"),
    ],
)
def test_quotes_and_code_are_taken_out_as_discord_shows_them(text: str, left: str) -> None:
    assert unquoted(text) == left


def test_what_discord_draws_is_no_word() -> None:
    drawn = "<@1> <@!2> <@&3> <#4> <:kek:5> <a:kek:6> <t:1700000000:R> <id:guide> </ask now:7> :kek: http://a.b/c?d=e"
    assert spoken(drawn).strip() == ""
    assert spoken("at 10:30:45, <3 and a < b") == "at 10:30:45, <3 and a < b"


@given(st.text(max_size=4_000))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_number_in_range_or_none(text: str) -> None:
    found = polarity(text)
    assert found is None or -1.0 <= found <= 1.0


WORDS = st.sampled_from(
    ["not", "very", "good", "bad", "really", "awful", "never", "n't", "!", ":)", "'", '"', ".", "`", ">"]
)


@given(st.lists(WORDS, max_size=60).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_any_heap_of_known_words_is_a_number_in_range_or_none(text: str) -> None:
    found = polarity(text)
    assert found is None or -1.0 <= found <= 1.0


@pytest.mark.parametrize(
    "piece",
    ["`", "```", "<", "<@", "<a:", ":", ":a", "> ", ">>> ", "http://", "\n", " ", "'", ".", "a.", "(", "not ", "é"],
)
def test_the_time_it_takes_grows_with_the_length_only(piece: str) -> None:
    polarity("good")
    start = time.process_time()
    polarity((piece * 4_000)[:4_000] + " good")
    assert time.process_time() - start < 0.25


@pytest.mark.parametrize("text", ["", "good"])
def test_nothing_heavy_is_loaded_for_it(text: str) -> None:
    code = "import sys, bot.sentiment as s; s.polarity(sys.argv[1]); sys.exit('nltk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, text], check=False).returncode == 0


def test_neither_weights_nor_libraries_are_loaded_before_they_are_needed() -> None:
    code = (
        "import sys; from bot.sentiment import polarity, weights; polarity('8');"
        "sys.exit(bool({'textblob', 'fasttext'} & set(sys.modules)) or weights.learned.cache_info().misses)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


ODD = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=4_000),
    st.lists(st.sampled_from("a\u0301\u0489\u202e\u200d\0\ud800\ufe0f:<>`'!?.()😀é漢 \n"), max_size=4_000).map("".join),
    st.builds(lambda piece, times: (piece * times)[:4_000], st.text(min_size=1, max_size=12), st.integers(1, 4_000)),
    st.lists(st.from_regex(r"\w{1,9}[!?]?", fullmatch=True), max_size=600).map(lambda words: " ".join(words)[:4_000]),
)


@given(ODD)
@settings(max_examples=200, deadline=None)
def test_no_text_takes_longer_than_five_milliseconds(text: str) -> None:
    polarity("good"), polarity("das ist gut")
    assert min(seconds_of(text) for _ in range(2)) < 0.005


def seconds_of(text: str) -> float:
    """Of processor time, where a busy machine is no fault."""
    start = time.process_time()
    polarity(text)
    return time.process_time() - start


def test_weights_come_back_as_they_were_written() -> None:
    assert read_weights(write_weights(learned(), {})) == learned()


@pytest.mark.parametrize(
    ("warmer", "colder"),
    [
        ("🔥", "🤡"),
        ("❤️", "👍"),
        ("👍🏽", "👎🏽"),
        (":pogchamp:", ":peperage:"),
        (":blobheart:", ":thisisfine_clown:"),
        (":+1:", ":eyes:"),
        (":eyes:", ":-1::skin-tone-3:"),
        (":star-struck:", ":+1::skin-tone-2:"),
        (":skull:", ":facepalm:"),
    ],
)
def test_a_reaction_is_worth_what_it_says(warmer: str, colder: str) -> None:
    warm, cold = reaction_polarity(warmer), reaction_polarity(colder)
    assert warm is not None
    assert cold is not None
    assert -1.0 <= cold < warm <= 1.0


@pytest.mark.parametrize("emoji", ["", ":5:", ":?:", ":shipit:", "🇳🇴", "x", "😢", ":pepesad:", "💔"])
def test_a_reaction_that_is_not_known_or_of_sorrow_says_nothing(emoji: str) -> None:
    assert reaction_polarity(emoji) is None


def test_the_first_text_costs_little() -> None:
    megabytes, seconds = loading()
    assert megabytes < 60
    assert seconds < 0.5


def test_the_weights_are_a_small_file_that_names_its_sources() -> None:
    packed = files("bot.sentiment").joinpath(FILE).read_bytes()
    assert len(packed) < 400_000
    about = json.loads(lzma.decompress(packed).split(b"\n", 1)[0])["about"]
    assert not [licence for licence in about.values() if "SA" in licence]
    for source in about:
        assert source.split(" (")[0] in ARCHITECTURE, source


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "least"), [("goemotions-3class-dev", 0.73), ("tweeteval-sentiment-val", 0.61), ("senti4sd-train", 0.84)]
)
def test_it_is_right_about_posts_that_it_has_not_seen(name: str, least: float) -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"no labelled posts in {FOLDER}")
    posts = posts_of(FOLDER, name)
    (judged,) = judge_together(posts, [(polarity, *THRESHOLDS)])
    assert judged.f1 > least
