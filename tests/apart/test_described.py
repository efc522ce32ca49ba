"""The door against its own description: what schemathesis makes of it is refused as the description says, and nothing stays."""

import json
import os
from collections import Counter
from importlib.resources import files

import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.apart.sides import chain_is_whole, rows
from tests.apart.test_apart import Two
from trefas.disclosures import exchange

# `TREFAS_CALLS=20000 pytest tests/apart/test_described.py` makes twenty thousand.
CALLS = int(os.environ.get("TREFAS_CALLS", "240"))
PROMISED = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip
STORED = ("disclosures_envelope", "disclosures_receipt", "disclosures_outgoing")


def test_whatever_is_sent_is_answered_as_described_and_nothing_is_stored(apart: Two) -> None:
    police, social = apart
    described = json.loads(files("trefas.web").joinpath("exchange_openapi.json").read_bytes())
    operation = schemathesis.openapi.from_dict(described)[exchange.PATH]["POST"]
    modes = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
    before, answers = [rows(social, f"SELECT count(*) FROM {table}") for table in STORED], Counter()
    session = requests.Session()
    session.trust_env = False
    pair, door = (str(police.certificate), str(police.key)), f"https://127.0.0.1:{social.port}"

    @settings(
        max_examples=CALLS, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(modes))
    def send(case: schemathesis.Case) -> None:
        answer = case.call(base_url=door, session=session, cert=pair, verify=str(social.certificate))
        case.validate_response(answer, checks=PROMISED)
        answers[answer.status_code] += 1

    send()
    assert sum(answers.values()) >= CALLS // 2
    assert [rows(social, f"SELECT count(*) FROM {table}") for table in STORED] == before
    assert chain_is_whole(social)
    # Nothing made from a description bears a signature: what gets past this is sent by hand in test_refusals.
    assert set(answers) == {400}
