"""Errors as RFC 9457 problem details: a type to branch on, a sentence to read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException

from karat.api.allowance import ExhaustedError
from karat.api.keeper import NotReadyError
from karat.api.store import UnknownError

MEDIA_TYPE = "application/problem+json"
SCHEMAS = "#/components/schemas/{model}"
RETRY_AFTER_SECONDS = 5


class UnauthorizedError(Exception):
    """The request has no token that opens what it asks for; the message may say which would."""


class SwitchedOffError(Exception):
    """What is asked for is switched off; the message says how it is switched on."""


class InvalidInput(BaseModel):
    """One thing that is wrong with a request; never the text that was sent."""

    location: str = Field(description="Where: `path.customer_id`, `query.limit`.")
    detail: str = Field(description="What is expected.")


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(
        description="`urn:karat:problem:` and `unauthorized`, `switched-off`, `unknown`, "
        "`invalid`, `too-many`, `not-ready` or `unexpected`; `about:blank` for what the status "
        "says by itself."
    )
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.", ge=400, le=599)
    detail: str = Field(description="What is wrong and what to do, in a sentence.")
    instance: str = Field(description="The request, as `urn:karat:request:` and its id.")
    errors: list[InvalidInput] | None = Field(
        None, description="For `invalid`: everything that is wrong."
    )


def problem(
    request_id: str,
    status: HTTPStatus,
    detail: str,
    kind: str | None = None,
    errors: list[InvalidInput] | None = None,
) -> Problem:
    """Tell what is wrong with a request."""
    return Problem(
        type=f"urn:karat:problem:{kind}" if kind else "about:blank",
        title=status.phrase,
        status=status,
        detail=detail,
        instance=f"urn:karat:request:{request_id}",
        errors=errors,
    )


def respond(found: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Make the response that says so."""
    return JSONResponse(
        found.model_dump(exclude_none=True), found.status, headers, media_type=MEDIA_TYPE
    )


def describe(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Describe errors for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS.format(model=Problem.__name__)}}}
    return {int(status): {"description": status.phrase, "content": content} for status in statuses}


def problem_schemas() -> dict[str, Any]:
    """Return the schemas that `describe` refers to."""
    _, schemas = models_json_schema([(Problem, "serialization")], ref_template=SCHEMAS)
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions


def answer_with_problems(app: FastAPI) -> None:
    """Let every error of an application be answered in this form."""

    @app.exception_handler(UnauthorizedError)
    async def unauthorized(request: Request, error: UnauthorizedError) -> JSONResponse:
        detail = str(error) or "Send a valid token in the header 'Authorization: Bearer …'."
        return respond(
            problem(request.state.request_id, HTTPStatus.UNAUTHORIZED, detail, "unauthorized"),
            {"WWW-Authenticate": "Bearer"},
        )

    @app.exception_handler(SwitchedOffError)
    async def switched_off(request: Request, error: SwitchedOffError) -> JSONResponse:
        status = HTTPStatus.FORBIDDEN
        return respond(problem(request.state.request_id, status, str(error), "switched-off"))

    @app.exception_handler(ExhaustedError)
    async def too_many(request: Request, error: ExhaustedError) -> JSONResponse:
        status = HTTPStatus.TOO_MANY_REQUESTS
        detail = (
            f"More than may be looked up in a minute. Ask again in {error.retry_after} seconds."
        )
        return respond(
            problem(request.state.request_id, status, detail, "too-many"),
            {"Retry-After": str(error.retry_after)},
        )

    @app.exception_handler(UnknownError)
    async def unknown(request: Request, error: UnknownError) -> JSONResponse:
        request_id = request.state.request_id
        return respond(problem(request_id, HTTPStatus.NOT_FOUND, str(error), "unknown"))

    @app.exception_handler(NotReadyError)
    async def not_ready(request: Request, error: NotReadyError) -> JSONResponse:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return respond(
            problem(request.state.request_id, status, str(error), "not-ready"),
            {"Retry-After": str(RETRY_AFTER_SECONDS)},
        )

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            InvalidInput(location=_location(wrong), detail=_remedy(wrong))
            for wrong in error.errors()
        ]
        detail = "; ".join(f"{wrong.location}: {wrong.detail}" for wrong in errors)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return respond(problem(request.state.request_id, status, detail, "invalid", errors))

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        detail = f"{error.detail}. /openapi.json lists what can be asked."
        return respond(problem(request.state.request_id, status, detail), error.headers)


def _remedy(wrong: Mapping[str, Any]) -> str:
    """Tell what is expected, in pydantic's words but where they do not say what to do."""
    if wrong["type"] == "extra_forbidden":
        return "There is no such parameter; /openapi.json lists those there are."
    if wrong["type"] == "model_attributes_type" and wrong["loc"] == ("body",):
        return "Send a JSON object, with the header 'Content-Type: application/json'."
    if wrong["type"] == "string_pattern_mismatch" and wrong["loc"][-1] == "customer_id":
        return "An id is 16 hexadecimal digits; POST /v1/customers/lookup tells that of a phone."
    return str(wrong["msg"])


def _location(wrong: Mapping[str, Any]) -> str:
    """Tell where; a field of a body that is not known may itself be what was sent."""
    parts = wrong["loc"]
    if parts[0] == "body" and wrong["type"] == "extra_forbidden":
        parts = parts[:-1]
    return ".".join(str(part) for part in parts)
