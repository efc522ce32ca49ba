"""What the code itself says: where writes are, what pages read, and what is never computed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import trefas

PACKAGE = Path(trefas.__file__).parent
CONTEXTS = ("persons", "disclosures", "files", "plans", "evaluation", "accountability")
ORDER = (
    "audit",
    "authorities",
    "rooms",
    "persons",
    "disclosures",
    "files",
    "plans",
    "evaluation",
    "accountability",
    "web",
    "demo",
)
WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}
# Carries envelopes inside the transaction of an action, and is called by actions only; signs hashes outside the rooms.
MACHINERY = {"disclosures/delivery.py", "accountability/checkpoints.py"}

MANAGER = re.compile(r"objects|_default_manager")


def _names_room(call: ast.Call) -> bool:
    return any((one.arg or "").startswith("room_id") for one in call.keywords)


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_writes_to_rooms_stand_in_actions_only() -> None:
    found = []
    for name, tree in modules(*CONTEXTS, "web"):
        if "/actions" in name or name in MACHINERY:
            continue
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in WRITES and MANAGER.search(ast.unparse(called)):
                found.append(f"{name}:{called.lineno}")
    assert found == [], "Write in actions.py, with by= and an audit event (docs/adr)."


def test_every_public_action_is_keyword_only_with_by() -> None:
    for name, tree in modules(*CONTEXTS):
        if "/actions" not in name:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "action" for one in node.decorator_list):
                assert not node.args.args, f"{name}:{node.name} takes keywords only"
                assert "by" in {one.arg for one in node.args.kwonlyargs}, f"{name}:{node.name} has no by="


def test_pages_name_the_room_of_every_read() -> None:
    room_models = {model.__name__ for model in apps.get_models() if hasattr(model, "sealed_under")}
    found = []
    for name, tree in modules("web"):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            read = isinstance(owner, ast.Attribute) and owner.attr == "objects"
            if read and ast.unparse(owner.value) in room_models and not _names_room(node):
                found.append(f"{name}:{node.lineno}")
    assert found == [], "Name the room: row security is the backstop, not the filter."


def test_foreign_keys_point_down_the_house() -> None:
    for model in apps.get_models():
        if not model.__module__.startswith("trefas."):
            continue
        for field in model._meta.local_fields:
            target = field.related_model
            if target is not None and target.__module__.startswith("trefas."):
                here, there = model._meta.app_label, target._meta.app_label
                assert ORDER.index(there) <= ORDER.index(here), f"{model.__name__}.{field.name} points up to {there}"


@pytest.mark.parametrize(
    "word", ["score", "ranking", "risk_level", "riskpoäng", "predict", "probability", "dangerousness"]
)
def test_no_person_is_scored_ranked_or_predicted(word: str) -> None:
    found = []
    for name, tree in modules(*CONTEXTS, "rooms", "authorities", "audit", "web", "methods"):
        for node in ast.walk(tree):
            identifier = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
            if isinstance(identifier, str) and word in identifier.lower():
                found.append(f"{name}:{getattr(node, 'lineno', 0)} {identifier}")
    assert found == []


def test_contexts_read_no_clock() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules(*CONTEXTS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.search(r"(timezone|datetime)\.now|date\.today", ast.unparse(node.func))
    ]
    assert found == [], "Dates are arguments."
