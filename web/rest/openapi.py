"""The description of all this for machines, made from the routes themselves, so that it is true."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web

from sfa_live import __version__
from web.errors import ErrorAnswer
from web.routing import Resource, Route

openapi: Final = Resource("openapi")

_JSON: Final = "application/json"
_REF: Final = "#/components/schemas/{name}"
_PLACE: Final = re.compile(r"\{(\w+)(:[^}]*)?\}")

DOCUMENT: Final = web.AppKey("document", dict[str, Any])


@openapi.route("GET", "/api/openapi.json", gives=dict[str, Any])
async def read_document(request: web.Request) -> dict[str, Any]:
    """This document."""
    return request.app[DOCUMENT]


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these routes."""
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(_PLACE.sub(r"{\1}", route.path), {})[route.method.lower()] = _operation(route)
    kinds = {route.takes for route in routes} | {route.gives for route in routes if _is_json(route)}
    _, schemas = msgspec.json.schema_components([*(kinds - {None}), ErrorAnswer], ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "sfa_live", "version": __version__, "description": "Play a song's stems live."},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(route: Route) -> dict[str, Any]:
    summary, _, description = (route.handler.__doc__ or "").strip().partition("\n")
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "tags": [route.tag],
        "summary": summary,
        "parameters": [
            {"name": found[1], "in": "path", "required": True, "schema": {"type": "string"}}
            for found in _PLACE.finditer(route.path)
        ],
        "responses": {str(route.status): _answer(route), "default": _refusal()},
    }
    if description.strip():
        operation["description"] = re.sub(r"\s+", " ", description.strip())
    if route.takes is not None and route.method == hdrs.METH_GET:
        operation["parameters"] += _query(route.takes)
    elif route.takes is not None:
        operation["requestBody"] = {"required": True, "content": _body(route)}
    return operation


def _query(kind: Any) -> list[dict[str, Any]]:
    _, schemas = msgspec.json.schema_components([kind], ref_template=_REF)
    schema = schemas[kind.__name__]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": inner}
        for name, inner in schema["properties"].items()
    ]


def _body(route: Route) -> dict[str, Any]:
    content: dict[str, Any] = {_JSON: {"schema": _schema(route.takes)}}
    if route.form:
        binary = {"type": "string", "format": "binary"}
        fields = {"file": binary, "title": {"type": "string"}, "stems": {"type": "string"}}
        content["multipart/form-data"] = {"schema": {"type": "object", "properties": fields, "required": ["file"]}}
    return content


def _answer(route: Route) -> dict[str, Any]:
    if route.gives is None:
        return {"description": "Done."}
    content = {_JSON: {"schema": _schema(route.gives)}} if _is_json(route) else {route.gives: {}}
    return {"description": "Done.", "content": content}


def _refusal() -> dict[str, Any]:
    return {"description": "What was wrong.", "content": {_JSON: {"schema": _schema(ErrorAnswer)}}}


def _schema(kind: Any) -> Any:
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=_REF)
    return schema


def _is_json(route: Route) -> bool:
    return route.gives is not None and not isinstance(route.gives, str)
