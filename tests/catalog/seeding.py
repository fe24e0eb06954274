"""Curated tables of one model, sources that seeds may and may not carry, and a run of theirs."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from intel.catalog.batch import Batch, Document
from intel.catalog.engine import writing
from intel.catalog.writer import RunFacts, record_run, write
from intel.records import Record
from intel.source import Source
from tests.factories import a_source

DAY = timedelta(days=1)
SOURCES = [a_source(), a_source("locked", redistributable=False), a_source("other")]
CURATED = {
    "labs.csv": "id,title,homepage\nzai,Z.ai,https://z.ai\n",
    "providers.csv": "id,title,kind,homepage,headquarters,fee_ratio\n"
    "deepinfra,DeepInfra,inference,https://deepinfra.com,US,\nstep,Step,lab,,CN,\n",
    "provider_aliases.csv": "source,name,provider,region,valid_from,note\n"
    ",deep-infra,deepinfra,,,\nmodels.dev,step,step,cn,,twin\nmodels.dev,step-ai,step,,,\n",
    "models.csv": "id,title,family,open_weights,released_on,huggingface,context_tokens,max_output_tokens,"
    "input_modalities,output_modalities,capabilities,licence,source\n"
    "zai/glm-5.2,GLM 5.2,glm,yes,2026-06-13,zai-org/GLM-5.2,202752,,text,text,reasoning+tools,MIT,by hand\n",
    "aliases.csv": "source,name,model,how,floating,note\nmodels.dev,glm,zai/glm-5.2,curated,no,\n",
}


def collect(engine: Engine, at: datetime, *facts: Record, source: Source = SOURCES[0]) -> None:
    """A run of a source, as the runner writes it."""
    document = Document(source.url, f"{at:%d}" * 32, at, facts)
    with writing(engine) as conn:
        written = write(conn, Batch(source, at, [document]))
        record_run(conn, RunFacts(source.id, at, at, at, "done", True, document.sha256, 1), written)
