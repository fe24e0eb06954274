"""Atom feeds: one for all, one for each task, the same bytes for the same catalog."""

from xml.etree import ElementTree as Xml

from sqlalchemy import Engine, update

from intel.alerts.feed import feeds
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.records import Event
from tests.alerts.made import happen, leads, the_rules
from tests.factories import NOON

RULES = the_rules("channels: {f: {kind: feed}}\nrules: [{name: r, kinds: all, channels: f}]")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def sent(engine: Engine, *events: Event) -> dict[str, str]:
    happen(engine, RULES, *events)
    with writing(engine) as conn:
        conn.execute(update(rows.table("delivery")).values(state="sent"))
        return feeds(conn, RULES)


def titles(text: str) -> list[str | None]:
    return [title.text for title in Xml.fromstring(text).findall("a:entry/a:title", ATOM)]


def test_there_is_a_feed_for_all_and_one_for_each_task_newest_first(engine: Engine) -> None:
    made = sent(engine, leads("zai/a"), leads("zai/b", "writing"), leads("zai/c"))
    assert set(made) == {"all", "coding", "writing"}
    assert titles(made["all"]) == ["zai/c leads coding", "zai/b leads writing", "zai/a leads coding"]
    assert titles(made["coding"]) == ["zai/c leads coding", "zai/a leads coding"]
    assert sent(engine) == made


def test_an_entry_has_an_id_a_time_a_kind_a_link_and_text_that_is_no_markup(engine: Engine) -> None:
    evil = Event(
        "source_stale", "source <b>&", NOON, "x", {}, {"message": "a\x00b ]]>"}, {"url": "https://a.example/?b&c"}
    )
    made = sent(engine, evil)
    (entry,) = Xml.fromstring(made["all"]).findall("a:entry", ATOM)
    assert [child.tag.partition("}")[2] for child in entry] == ["id", "title", "updated", "link", "category", "content"]
    said = {child.tag.partition("}")[2]: child for child in entry}
    assert (said["id"].text or "").startswith("urn:intel:alert:")
    assert said["updated"].text == "2026-07-02T12:00:00Z"
    assert said["link"].attrib == {"rel": "alternate", "href": "https://a.example/?b&c"}
    assert said["category"].attrib == {"term": "source_stale"}
    assert "The source <b>& has fallen silent" in (said["content"].text or "")


def test_what_is_not_sent_yet_is_in_no_feed(engine: Engine) -> None:
    happen(engine, RULES, leads("zai/a"))
    with engine.connect() as conn:
        made = feeds(conn, RULES)
    assert list(made) == ["all"]
    assert titles(made["all"]) == []
