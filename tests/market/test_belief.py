"""Which statement is believed, and what the others make of it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from intel.market.belief import believe, independent
from intel.source import Authority
from intel.views import Statement
from tests.factories import NOON, a_card, a_statement

DAY = timedelta(days=1)


def _sources(*statements: Statement) -> list[str]:
    return [statement.source for statement in believe(statements)[0]]


def _agreement(*statements: Statement) -> str:
    return believe(statements)[1]


def test_without_a_statement_there_is_no_belief() -> None:
    assert believe(()) == ((), "")


def test_a_first_party_goes_before_a_gateway_and_a_gateway_before_a_community_database() -> None:
    community = a_statement(source="community", authority=Authority.COMMUNITY, checked_at=NOON + timedelta(hours=2))
    gateway = a_statement(source="gateway", authority=Authority.GATEWAY, checked_at=NOON + timedelta(hours=1))
    host = a_statement(source="host", authority=Authority.FIRST_PARTY)

    assert _sources(community, gateway, host) == ["host", "gateway", "community"]


def test_a_stale_high_authority_yields_to_a_live_low_one() -> None:
    host = a_statement(source="host", authority=Authority.FIRST_PARTY, stale=True)
    community = a_statement(source="community")

    assert _sources(host, community) == ["community", "host"]


def test_a_stale_page_stands_before_a_database_that_only_repeats_what_it_said_before() -> None:
    """A page that is not read for two days must not give way to the very price that it overruled."""
    page = a_statement("input=0.15;output=0.15", "page", authority=Authority.FIRST_PARTY, stale=True, checked_at=NOON)
    old = a_statement("input=0.3;output=0.3", "old", seen_from=NOON - DAY, checked_at=NOON + 9 * DAY)
    news = a_statement("input=0.2;output=0.2", "news", seen_from=NOON + DAY, checked_at=NOON + DAY)
    assert _sources(page, old) == ["page", "old"]
    assert believe((page, old))[1] == "disputed"
    assert _sources(page, replace(old, stale=True)) == ["page", "old"]
    assert _sources(page, news) == ["news", "page"]
    assert _sources(page, old, news)[-1] == "page"
    assert _sources(page, replace(old, derived_from=("page",)))[0] == "old"
    assert _sources(replace(page, effective_from=NOON + DAY), old)[0] == "old"


def test_a_fresh_slip_of_one_database_moves_no_price_that_older_words_agree_on() -> None:
    page = a_statement("input=5;output=30", "page", authority=Authority.FIRST_PARTY, stale=True)
    older = a_statement("input=5;output=30", "older", stale=True)
    slip = a_statement("input=0.5;output=3", "slip", seen_from=NOON + DAY)
    assert _sources(slip, older, page) == ["page", "older", "slip"]
    assert _sources(slip, older) == ["older", "slip"]
    assert _sources(slip, page) == ["page", "slip"]
    assert _agreement(slip, page) == "disputed"


def test_what_looks_like_a_slip_is_believed_once_somebody_independent_bears_it_out_or_the_host_says_it() -> None:
    page = a_statement("input=5;output=30", "page", authority=Authority.FIRST_PARTY, stale=True)
    cut = a_statement("input=0.5;output=3", "cut", seen_from=NOON + DAY)
    also = a_statement("input=0.5;output=3", "also", stale=True, seen_from=NOON + DAY)
    copy = replace(also, source="copy", derived_from=("cut",))
    assert _sources(page, cut, also)[0] == "cut"
    assert _sources(page, cut, copy)[0] == "page"
    host = a_statement("input=0.5;output=3", "host", authority=Authority.FIRST_PARTY, seen_from=NOON + DAY)
    older = a_statement("input=5;output=30", "older", stale=True)
    assert _sources(host, older)[0] == "host"


def test_a_fresh_price_within_fivefold_of_old_words_is_believed() -> None:
    page = a_statement("input=5;output=30", "page", authority=Authority.FIRST_PARTY, stale=True)
    cut = a_statement("input=1.25;output=7.5", "cut", seen_from=NOON + DAY)
    assert _sources(page, cut) == ["cut", "page"]


def test_when_all_are_stale_authority_and_then_date_decide() -> None:
    older = a_statement(source="older", stale=True, checked_at=NOON - timedelta(days=9))
    newer = a_statement(source="newer", stale=True, checked_at=NOON - timedelta(days=8))
    host = a_statement(source="host", stale=True, authority=Authority.GATEWAY, checked_at=NOON - timedelta(days=10))

    ordered, _ = believe((older, newer, host))

    assert [s.source for s in ordered] == ["host", "newer", "older"]
    assert ordered[0].stale


def test_a_price_that_a_silent_source_only_foretold_goes_behind_what_another_has_seen_since() -> None:
    page = a_statement(
        "input=3;output=15", "page", authority=Authority.FIRST_PARTY, stale=True, effective_from=NOON + 20 * DAY
    )
    seen = a_statement("input=2;output=10", "community", stale=True, checked_at=NOON + 90 * DAY)
    earlier = replace(seen, checked_at=NOON + 10 * DAY)

    assert _sources(page, seen) == ["community", "page"]
    assert _sources(page, earlier) == ["page", "community"]
    assert _sources(replace(page, stale=False), replace(seen, stale=False)) == ["page", "community"]
    assert _sources(page, replace(seen, derived_from=("page",))) == ["page", "community"]


TIERED, PLAIN = "input=3;input{>200000}=6;output=15;output{>200000}=22.5", "input=3;output=15"


def test_a_rate_that_an_equal_leaves_out_does_not_come_and_go_with_whoever_was_read_last() -> None:
    """LiteLLM states Claude Sonnet 4.5's rate above 200,000 tokens, models.dev does not, and each has its own days."""
    for day in range(20):
        weekly, daily = NOON + timedelta(days=day - day % 7), NOON + day * DAY
        fuller = a_statement(TIERED, "weekly", seen_from=NOON - 60 * DAY, checked_at=weekly, stale=day % 7 > 1)
        shorter = a_statement(PLAIN, "daily", seen_from=NOON - 9 * DAY, checked_at=daily)
        assert _sources(fuller, shorter) == ["weekly", "daily"]


def test_a_shorter_word_is_news_when_the_fuller_one_has_not_been_said_since_or_contradicts_it() -> None:
    fuller = a_statement(TIERED, "fuller", checked_at=NOON, stale=True)
    news = a_statement(PLAIN, "news", seen_from=NOON + DAY, checked_at=NOON + DAY)
    assert _sources(fuller, news)[0] == "news"
    other = a_statement("input=3;output=14", "other", seen_from=NOON - DAY)
    assert _sources(fuller, other)[0] == "other"
    later = a_statement(PLAIN, "later", seen_from=NOON - DAY, checked_at=NOON + 31 * DAY)
    assert _sources(fuller, later)[0] == "later"


def test_a_fuller_word_of_lower_authority_does_not_go_before_the_host() -> None:
    host = a_statement(PLAIN, "host", authority=Authority.FIRST_PARTY)
    assert _sources(a_statement(TIERED, "fuller"), host) == ["host", "fuller"]


def test_what_is_equal_in_everything_else_is_ordered_by_source() -> None:
    assert _sources(a_statement(source="b"), a_statement(source="a")) == ["a", "b"]


def test_two_independent_witnesses_that_agree_verify() -> None:
    assert _agreement(a_statement(source="a"), a_statement(source="b")) == "verified"


def test_prices_that_agree_to_six_digits_agree() -> None:
    one = a_statement("input=0.1234561;output=1", source="a")
    other = a_statement("input=0.1234559;output=1.0000001", source="b")

    assert _agreement(one, other) == "verified"


def test_prices_that_differ_in_the_sixth_digit_dispute() -> None:
    one = a_statement("input=0.123456;output=1", source="a")
    other = a_statement("input=0.123457;output=1", source="b")

    assert _agreement(one, other) == "disputed"


def test_a_copy_is_no_second_witness() -> None:
    assert _agreement(a_statement(source="a"), a_statement(source="b", derived_from=("a",))) == "single"


def test_two_copies_of_a_third_are_one_witness() -> None:
    one, other = (a_statement(source=name, derived_from=("origin",)) for name in "ab")

    assert not independent(one, other)
    assert _agreement(one, other) == "single"


def test_a_copy_that_differs_disputes_nothing() -> None:
    copy = a_statement("input=9;output=9", source="b", derived_from=("a",))

    assert _agreement(a_statement(source="a"), copy) == "single"


def test_one_agreeing_witness_is_enough_beside_one_that_differs() -> None:
    differs = a_statement("input=9;output=9", source="c")

    assert _agreement(a_statement(source="a"), a_statement(source="b"), differs) == "verified"


def test_witnesses_that_agree_with_each_other_against_the_believed_one_dispute_it() -> None:
    host = a_statement("input=9;output=9", source="host", authority=Authority.FIRST_PARTY)

    assert _agreement(host, a_statement(source="a"), a_statement(source="b")) == "disputed"


def test_an_old_statement_does_not_dispute_a_fresh_one_but_can_bear_it_out() -> None:
    fresh = a_statement(source="fresh")

    assert _agreement(fresh, a_statement("input=9;output=9", source="old", stale=True)) == "single"
    assert _agreement(fresh, a_statement(source="old", stale=True)) == "verified"


def test_what_a_witness_leaves_out_is_neither_agreement_nor_dispute() -> None:
    assert _agreement(a_statement(source="a"), a_statement("input=1.4", source="b")) == "single"


def test_other_meters_do_not_count() -> None:
    one = a_statement("input=1;output=2;cache_read=0.1", source="a")
    other = a_statement("input=1;output=2;cache_read=0.9", source="b")

    assert _agreement(one, other) == "verified"


def test_cards_without_input_and_output_agree_on_nothing() -> None:
    assert _agreement(*(a_statement("output_image=4", source=name) for name in "ab")) == "single"


def test_other_currencies_are_not_compared() -> None:
    yuan = a_statement(a_card("input=1.4;output=4.4", "CNY"), source="b")

    assert _agreement(a_statement(source="a"), yuan) == "single"


STATEMENTS = st.lists(
    st.builds(
        a_statement,
        st.sampled_from(["input=1;output=2", "input=1;output=3", "input=0;output=0"]),
        st.sampled_from("abcd"),
        authority=st.sampled_from(Authority),
        stale=st.booleans(),
        checked_at=st.sampled_from([NOON, NOON - timedelta(days=1)]),
    ),
    unique_by=lambda statement: statement.source,
    max_size=4,
)


@given(STATEMENTS)
def test_the_order_in_which_statements_come_does_not_matter(statements: list[Statement]) -> None:
    assert believe(statements) == believe(statements[::-1])


@given(STATEMENTS)
def test_nothing_is_lost_and_no_live_statement_with_news_stands_behind_a_stale_one(statements: list[Statement]) -> None:
    ordered, _ = believe(statements)

    assert sorted(s.source for s in ordered) == sorted(s.source for s in statements)
    assert [s.stale for s in ordered] == sorted(s.stale for s in ordered)


def test_a_slip_in_one_database_moves_nothing_even_when_it_is_the_freshest() -> None:
    slip = a_statement("input=14;output=44", "c", checked_at=NOON + DAY, seen_from=NOON + DAY)
    ordered, agreement = believe((a_statement(source="a"), a_statement(source="b"), slip))
    assert ([s.source for s in ordered][-1], agreement) == ("c", "verified")


def test_a_copy_of_the_slip_in_a_derived_database_bears_it_out_no_more_than_itself() -> None:
    fresh = {"checked_at": NOON + DAY, "seen_from": NOON + DAY}
    slip = a_statement("input=14;output=44", "c", **fresh)
    copy = a_statement("input=14;output=44", "d", derived_from=("c",), **fresh)
    ordered, _ = believe((slip, copy, a_statement(source="a"), a_statement(source="b")))
    assert {s.source for s in ordered[:2]} == {"a", "b"}
    ordered, agreement = believe((slip, copy, a_statement(source="a")))
    assert (ordered[0].source, agreement) == ("a", "disputed")


def test_the_price_that_stood_first_stays_until_somebody_bears_the_jump_out() -> None:
    jump = a_statement("input=0.14;output=0.44", "b", checked_at=NOON + DAY, seen_from=NOON + DAY)
    assert believe((a_statement(source="a"), jump))[0][0].source == "a"
    witness = replace(jump, source="c")
    assert believe((a_statement(source="a"), jump, witness))[0][0].source in ("b", "c")


def test_a_jump_of_a_higher_authority_is_believed_at_once() -> None:
    page = a_statement("input=14;output=44", "page", authority=Authority.FIRST_PARTY, seen_from=NOON + DAY)
    assert believe((a_statement(source="a"), a_statement(source="b"), page))[0][0].source == "page"


def test_an_ordinary_change_is_believed_where_it_is_confirmed_last() -> None:
    change = a_statement("input=2.8;output=8.8", "c", checked_at=NOON + DAY, seen_from=NOON + DAY)
    assert believe((a_statement(source="a"), a_statement(source="b"), change))[0][0].source == "c"
