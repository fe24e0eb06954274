import gzip
import json
import os
from pathlib import Path
from threading import Thread

import pytest

from tests.cli.catalog import GLM, GPT, Intel, check, document, made
from tests.factories import an_offer

LOG = f"""model,provider,at,input,output,cached,user
{GPT},openai,2026-07-02T12:00:00Z,10000,500,8000,ann
glm-5.2,Zai,2026-07-02T13:00:00Z,300000,0,0,bob
{GLM},,2026-07-02T13:00:00Z,1000000,0,,bob
{GLM},,2026-07-02T13:00:00Z,1000000,0,900000,bob
"""


def log(folder: Path, text: str) -> str:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_log_costs_what_its_requests_cost_one_by_one(intel: Intel, tmp_path: Path) -> None:
    bill = document(intel("cost", "--usage", log(tmp_path, LOG), "--json"))
    assert (bill["requests"], bill["priced"], bill["unpriced"]) == (4, 4, [])
    assert [(row["model"], row["provider"], row["usd"]) for row in bill["models"]] == [
        (GLM, None, "1.354"),  # deepinfra at 0.98, and novita, which has a cache price, at 0.374
        (GLM, "zai", "0.84"),
        (GPT, "openai", "0.029"),
    ]
    assert bill["usd"] == "2.223"


def test_the_sums_for_people_name_the_columns_that_were_not_used(intel: Intel, tmp_path: Path) -> None:
    result = intel("cost", "--usage", log(tmp_path, LOG))
    check("usage.txt", result.stdout)
    assert result.stderr == "Columns that say nothing about a price: user.\n"


def test_each_request_pays_the_price_of_its_hour(tmp_path: Path) -> None:
    intel = made(tmp_path, [an_offer("owl", GPT, "input=1;input{utc 16:30-00:30}=0.5;output=1", kind="cloud")])
    rows = "".join(f"{GPT},owl,{at},1000000,0\n" for at in ("2026-07-02T13:00:00Z", "2026-07-02T20:00:00Z"))
    bill = document(intel("cost", "--usage", log(tmp_path, f"model,provider,at,input,output\n{rows}"), "--json"))
    assert bill["usd"] == "1.50"


def test_other_meters_tiers_and_lifetimes_have_columns_of_their_names(tmp_path: Path) -> None:
    extra = [
        an_offer(
            "searcher", GPT, "input=1;output=1;web_search=10000;cache_write=2;cache_write{ttl 1h}=4", kind="cloud"
        ),
        an_offer("searcher", GPT, "input=0.5;output=0.5", kind="cloud", service_tier="batch"),
    ]
    text = (
        "model,provider,input,output,web_search,cache_write,cache_ttl,tier\n"
        f"{GPT},searcher,0,0,3,0,,\n{GPT},searcher,1000000,0,0,1000000,1h,\n{GPT},searcher,1000000,0,0,0,,batch\n"
    )
    arguments = ("cost", "--usage", log(tmp_path, text), "--at", "2026-07-02T12:00Z", "--json")
    assert document(made(tmp_path, extra)(*arguments))["usd"] == "4.53"


def test_what_cannot_be_priced_is_told_and_the_rest_is_summed(intel: Intel, tmp_path: Path) -> None:
    text = (
        "model,provider,input,output,cached\n"
        f"no-such-thing,,1,1,0\n{GLM},nobody,1,1,0\n{GLM},deepinfra,100,1,50\n{GPT},openai,1000000,0,0\n"
    )
    result = intel("cost", "--usage", log(tmp_path, text), "--at", "2026-07-02T12:00Z")
    assert result.exit_code == 1
    assert result.stdout.startswith("$5.00 for 1 of 4 requests")
    for said in (
        "Not priced: 1 request to no-such-thing: No model is called",
        "Not priced: 1 request to zai/glm-5.2 at deepinfra: No price is stated for cache_read",
        "Not priced: 1 request to zai/glm-5.2 at nobody: nobody does not sell zai/glm-5.2",
    ):
        assert said in result.stderr


def test_a_past_that_nobody_recorded_takes_todays_prices_and_says_so(intel: Intel, tmp_path: Path) -> None:
    text = f"model,provider,at,input,output\n{GPT},openai,2020-01-01T00:00:00Z,1000000,0\n"
    result = intel("cost", "--usage", log(tmp_path, text))
    assert result.stdout.startswith("$5.00 for 1 of 1 request,")
    assert "1 request is older than any recorded price" in result.stderr


def test_a_gzipped_log_is_read_as_it_is(intel: Intel, tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(LOG.encode()))
    assert document(intel("cost", "--usage", str(path), "--json"))["priced"] == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a CSV file: Empty CSV file"),
        ("model,input,output,model\nx,1,1,y\n", "the column 'model' stands twice"),
        ("model,input\nx,1\n", "no column 'output'. A log has the columns model, input and output"),
        ("model,input,output\n", "no request in it"),
        ("model,input,output,at\nx,1,4,yesterday\n", "the times in column 'at' are not all of one form"),
        ("model,input,output\nx,1\n", "is not a CSV file"),
    ],
)
def test_a_bad_log_is_one_sentence(intel: Intel, tmp_path: Path, text: str, said: str) -> None:
    result = intel("cost", "--usage", log(tmp_path, text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_folder_and_a_file_that_is_not_there_are_one_sentence(intel: Intel, tmp_path: Path) -> None:
    told = [intel("cost", "--usage", str(path)) for path in (tmp_path, tmp_path / "none.csv")]
    assert [result.exit_code for result in told] == [2, 2]
    assert told[0].stderr == f"{tmp_path}: Is a directory.\n"
    assert told[1].stderr.endswith("none.csv: No such file or directory.\n")


def test_lines_that_are_no_request_are_told_and_left_out_and_the_rest_is_summed(intel: Intel, tmp_path: Path) -> None:
    text = (
        "model,provider,input,output,cached\n"
        f"{GPT},openai,1000000,0,0\n\n{GPT},openai,abc,0,0\n{GPT},openai,1,-4,0\n{GPT},openai,100,1,150\n"
    )
    arguments = ("cost", "--usage", log(tmp_path, text), "--at", "2026-07-02T12:00Z")
    result = intel(*arguments)
    assert result.exit_code == 1
    assert result.stdout.startswith("$5.00 for 1 of 4 requests")
    told = [line.partition("log.csv, ")[2] for line in result.stderr.splitlines()]
    assert told == [
        "line 4: input 'abc' is no whole number of input.",
        "line 5: output '-4' is no whole number of output.",
        "line 6: input is the whole prompt, cached and cache_write cannot exceed it.",
    ]
    as_json = json.loads(intel(*arguments, "--json").stdout)
    assert (as_json["requests"], as_json["priced"], [one["line"] for one in as_json["faults"]]) == (4, 1, [4, 5, 6])


def test_a_log_of_nothing_but_faults_costs_nothing_and_is_partly_done(intel: Intel, tmp_path: Path) -> None:
    text = "model,input,output\n" + "x,many,1\n" * 7
    result = intel("cost", "--usage", log(tmp_path, text))
    assert (result.exit_code, result.stdout[:24]) == (1, "$0.00 for 0 of 7 request")
    assert result.stderr.endswith("Not priced: 2 more lines of that kind; --json has all of them.\n")


@pytest.mark.parametrize("packed", [False, True])
def test_a_log_may_come_through_a_pipe(intel: Intel, tmp_path: Path, packed: bool) -> None:
    content = (LOG + f"{GPT},openai,2026-07-02T12:00:00Z,x,0,0,ann\n").encode()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(gzip.compress(content) if packed else content,))
    writer.start()
    told = intel("cost", "--usage", str(pipe), "--json")
    writer.join()
    assert (json.loads(told.stdout)["priced"], json.loads(told.stdout)["faults"][0]["line"]) == (4, 6)


def test_a_log_and_a_single_request_are_not_mixed(intel: Intel, tmp_path: Path) -> None:
    result = intel("cost", GPT, "--usage", log(tmp_path, LOG))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("--usage takes model")


LINES: list[object] = [
    {"model": GPT, "provider": "openai", "at": "2026-07-02T12:00:00Z", "input": 10000, "output": 500, "cached": 8000},
    {
        "model": GPT, "custom_llm_provider": "openai", "startTime": "2026-07-02 12:00:00",
        "response": {"usage": {"prompt_tokens": 10000, "completion_tokens": 500,
                               "prompt_tokens_details": {"cached_tokens": 8000}}},
    },
    {
        "model": GPT, "provider": "openai", "created": 1782993600, "service_tier": "default",
        "usage": {"input_tokens": 10000, "output_tokens": 500, "input_tokens_details": {"cached_tokens": 8000}},
    },
    {
        "model": GPT, "provider_name": "OpenAI", "created_at": "2026-07-02T14:00:00+02:00", "tokens_prompt": 7,
        "native_tokens_prompt": 10000, "native_tokens_completion": 500, "native_tokens_cached": 8000,
    },
    {
        "model": GPT, "provider": "openai", "timestamp": 1782993600123,
        "usage": {"input_tokens": 2000, "cache_read_input_tokens": 8000, "cache_creation_input_tokens": 0,
                  "output_tokens": 500},
    },
]  # fmt: skip
"""One and the same request, as five programs write it."""


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_json_lines_cost_what_the_same_requests_cost_as_csv(intel: Intel, tmp_path: Path, packed: bool) -> None:
    text = "\n".join(json.dumps(line) for line in LINES).encode()
    path = tmp_path / "log.jsonl"
    path.write_bytes(gzip.compress(text) if packed else text)
    bill = document(intel("cost", "--usage", str(path), "--json"))
    assert (bill["requests"], bill["priced"], bill["faults"], bill["unpriced"]) == (5, 5, [], [])
    ((row),) = bill["models"]
    assert (row["model"], row["provider"].casefold()) == (GPT, "openai")
    assert bill["usd"] == "0.145", "five times $0.029"


def test_lines_that_are_no_request_are_told_with_their_number_and_the_rest_is_priced(
    intel: Intel, tmp_path: Path
) -> None:
    lines = [
        LINES[0], "", "{broken", [1], {"provider": "openai", "input": 1}, {"model": GPT, "at": "2026-07-02"},
        {"model": GPT, "input": -4, "output": 1}, {"model": GPT, "input": 1, "output": 1, "at": "yesterday"},
    ]  # fmt: skip
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    result = intel("cost", "--usage", log(tmp_path, text), "--json")
    assert result.exit_code == 1
    bill = json.loads(result.stdout)
    assert (bill["requests"], bill["priced"], bill["usd"]) == (7, 1, "0.029")
    assert [(fault["line"], fault["because"]) for fault in bill["faults"]] == [
        (3, "it is no JSON."), (4, "it is no JSON object."), (5, "no model is named."),
        (6, "it says nothing of tokens."), (7, "input '-4' is no whole number of input."),
        (8, "'yesterday' is no time."),
    ]  # fmt: skip


def test_lines_without_any_request_are_refused_with_the_first_of_them(intel: Intel, tmp_path: Path) -> None:
    result = intel("cost", "--usage", log(tmp_path, '{"model": "x"}\n{'))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no request in it; line 1: it says nothing of tokens. A log has the columns" in result.stderr


def test_a_provider_may_be_called_as_litellm_calls_it(tmp_path: Path, seeded: Intel) -> None:
    line = {"model": "gemini-3-pro-preview", "custom_llm_provider": "gemini", "input": 1000, "output": 10}
    result = seeded("cost", "--usage", log(tmp_path, json.dumps(line | {"at": "2026-02-02T00:00:00Z"})), "--json")
    ((row),) = document(result)["models"]
    assert (row["provider"], result.exit_code) == ("google", 0)
