"""Method: how to read the numbers, worked out on this catalog, and whose facts they are."""

import pandas as pd
import streamlit as st

from dashboard import data, derived, method, shell
from dashboard.words import count


def part(question: str, *paragraphs: str) -> None:
    """One question with its answer; empty paragraphs are left out."""
    with st.container(gap="small"):
        st.header(question, anchor=False)
        for paragraph in filter(None, paragraphs):
            st.markdown(paragraph)


def licences(rows: list[method.LicenceRow]) -> None:
    """Every source with its terms."""
    shown = sum(row.shown for row in rows)
    shell.card_head("Whose facts these are", f"{count(len(rows), 'source')}, {shown} of them in this catalog.")
    column = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "Source": r.title, "Licence": r.licence, "May leave": "yes" if r.leaves else "no",
                "Word of": r.authority, "In use": "yes" if r.shown else "no", "Page": r.url,
            }
            for r in rows
        ),
        hide_index=True, height=420, key="licences", alt="Every source with its licence",
        column_config={
            "Source": column.TextColumn(width=200), "Licence": column.TextColumn(width=560),
            "May leave": column.TextColumn("Exported", width=80, help="Whether its facts may leave this machine"),
            "Word of": column.TextColumn("Kind", width=150), "In use": column.TextColumn(width=60),
            "Page": column.LinkColumn(display_text="open", width=60),
        },
    )  # fmt: skip
    foot = "Scores of boards: who licenses which file of the seeds stands in seeds/LICENSES."
    shell.section_foot(foot, ("licences.csv", method.licences_csv(rows)))


catalog = data.catalog()
shell.heading("Method", "How to read the numbers, and what stands behind them.")
models, offers, judged, known = catalog.models(), catalog.offers(), catalog.judged(), data.workloads()
workload = known.get(known.default)
first = next(iter(models.values()), None)
task = next(iter(data.tasks().all), None)
with st.container(width=760, gap="medium"):
    part(
        "What is a blended price?",
        "One price for input, cached input and output together, in USD per million tokens of the chosen workload. A "
        "host without a price for cached input bills it as plain input. A price that nobody states is unknown and "
        "never wins.",
        method.worked_price(first, offers.get(first.id, ()), workload, catalog.at) if first else "",
    )
    part(
        "Whom do we believe?",
        "The provider's own page, then the gateway that sells the offer, then databases kept by a community; but a "
        "source that has not confirmed its word for three of its own intervals is stale and yields: a page to what "
        "others have said anew since, a database to any that is fresh. *Verified* means that two independent sources "
        "state the same to six digits, *disputed* that they differ: both stand on the page.",
        method.agreements(offers),
    )
    part(
        "Which offers are compared?",
        "Offers at the standard tier with a stated price for input and output, one per host, of hosts that are neither "
        "gateways nor subscriptions. The others are listed apart, with the word that says why.",
        method.apart(derived.set_apart(catalog)),
    )
    part(
        "How good is a model at a task?",
        "Every board's scores are read on the scale they are linear on; each board has a slope, an intercept and a "
        "noise of its own, and one model of families, models and efforts explains all of them. The number is the share "
        "of the task's basket that a model is expected to solve, with the interval that holds it in nine of ten cases. "
        "A lab's word on its own model counts as a board of its own with more noise. A model that fewer than two "
        "independent sources judge is *provisional* and leads nothing.",
    )
    part(
        "When does a model lead?",
        "When it beats each other model with at least 90 % probability, by the joint estimate. Else all that may be "
        "best are called a tie. It is an estimate conditional on these boards, not a promise about your own work.",
        method.worked_task(task.title, judged.leaders.get((task.name, "all")), judged.estimates.get(task.name, ()))
        if task
        else "",
    )
    part(
        "What is not in these numbers?",
        "Contracts, credits, taxes and rate limits. Whether two models need the same tokens for the same work. Prices "
        "of hours and holidays that nobody states. Time is UTC; a stale price is shown with its date.",
    )
licences(method.licence_rows(catalog.trust().sources))
