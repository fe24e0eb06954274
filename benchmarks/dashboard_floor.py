"""The least that a page can be: a title, a sentence, one small chart and one small table, out of no catalog."""

import streamlit as st

st.title("Floor")
st.header("One chart and one table")
SPEC = {
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}},
}
ROWS = [{"a": letter, "b": place} for place, letter in enumerate("abcdef")]
st.vega_lite_chart({**SPEC, "data": {"values": ROWS}})
st.dataframe(ROWS)
