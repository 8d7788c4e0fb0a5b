"""The shared language: every model is frozen, bounded, without secrets, and comes through the converter unchanged."""

import importlib
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, get_args, get_origin

import pytest
from pydantic import AwareDatetime, BaseModel, SecretBytes, SecretStr
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.architecture.source_files import files

BOUNDED_OTHERWISE = {
    "Terms.tasks": "each of six tasks at most once",
    "Evidence.tasks": "what the platform shows of one business; Graph has about thirty names of tasks",
    "AccessStatus.tasks": "the same, from the evidence",
    "AuthorizationMemory.subscribers": "one creator's open collaborations",
    "Notices.notices": "one to each of four parties, or one",
}
"""Collections without a max_length, each with what bounds it."""

SECRET_WORDS = ("token", "secret", "password", "verifier", "proof", "authorization_code")


def _models() -> Iterator[type[BaseModel]]:
    for path in files("contracts"):
        module = importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, BaseModel) and each.__module__ == module.__name__:
                yield each


MODELS = sorted(_models(), key=lambda model: model.__name__)
every_model = pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])


def _inner(annotation: Any) -> Iterator[Any]:
    """The annotation and everything inside it."""
    yield annotation
    for argument in get_args(annotation):
        yield from _inner(argument)


def test_there_are_models() -> None:
    assert len(MODELS) > 30


@every_model
def test_a_message_cannot_be_changed_and_ignores_what_a_newer_version_adds(model: type[BaseModel]) -> None:
    assert model.model_config.get("frozen") is True
    assert model.model_config.get("extra") == "ignore"


@every_model
def test_no_message_carries_a_secret(model: type[BaseModel]) -> None:
    """Payloads are read by everybody who may open the Web UI; a SecretStr even arrives as asterisks and is lost."""
    for name, field in model.model_fields.items():
        assert not {SecretStr, SecretBytes} & set(map(_plain, _inner(field.annotation))), name
        assert not any(word in name for word in SECRET_WORDS), name


def _plain(annotation: Any) -> Any:
    return annotation if isinstance(annotation, type) else None


@every_model
def test_no_default_is_made_anew_by_a_clock_or_chance(model: type[BaseModel]) -> None:
    """``default_factory=datetime.now`` in a workflow's input is another value at each replay."""
    for name, field in model.model_fields.items():
        assert field.default_factory in (None, dict, list, tuple, set, frozenset), name


@every_model
def test_every_collection_is_bounded(model: type[BaseModel]) -> None:
    """A payload above 2 MiB fails the workflow's task, for ever."""
    for name, field in model.model_fields.items():
        if not any(get_origin(part) in (tuple, list, dict, set, frozenset) for part in _inner(field.annotation)):
            continue
        limits = [getattr(part, "max_length", None) for part in field.metadata]
        assert any(limits) or f"{model.__name__}.{name}" in BOUNDED_OTHERWISE, name


def test_the_exceptions_are_still_there() -> None:
    fields = {f"{model.__name__}.{name}" for model in MODELS for name in model.model_fields}
    assert set(BOUNDED_OTHERWISE) <= fields


@every_model
def test_a_message_comes_through_the_converter_as_it_was(model: type[BaseModel]) -> None:
    message = example(model)
    assert all(getattr(message, name) is not None for name in model.model_fields)
    converter = pydantic_data_converter.payload_converter
    assert converter.from_payloads(converter.to_payloads([message]), [model]) == [message]


def example(model: type[BaseModel]) -> BaseModel:
    """A message in which every field is set, none to its default's emptiness."""
    hints = typing.get_type_hints(model, include_extras=False)
    start = datetime(2026, 12, 1, 12, 30, 15, 123456, tzinfo=UTC)
    values = {
        name: _value(hints[name], start + timedelta(days=number)) for number, name in enumerate(model.model_fields)
    }
    return model.model_validate(values)


def _value(hint: Any, at: datetime) -> Any:
    if get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(arm for arm in get_args(hint) if arm is not type(None))
    arguments = get_args(hint)
    if get_origin(hint) is tuple:
        return (_value(arguments[0], at),)
    if get_origin(hint) is dict:
        return {_value(arguments[0], at): _value(arguments[1], at)}
    if issubclass(hint, BaseModel):
        return example(hint)
    if issubclass(hint, Enum):
        return list(hint)[-1]
    return {str: "1234567890", bool: True, int: 7, AwareDatetime: at}[hint]
