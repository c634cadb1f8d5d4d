"""The API's description as a page of our own: no script, nothing from elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class PlainDocs(DocsBase):
    """Reads the OpenAPI schema and writes it down: one section a call, one table a schema."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **path_params: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params=path_params)
        calls = [
            _call(method, path, operation)
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
        ]
        shapes = [_shape(name, shape) for name, shape in sorted(schema["components"]["schemas"].items())]
        context = {
            "info": schema["info"],
            "calls": calls,
            "shapes": shapes,
            "openapi": self.get_openapi_url(api, path_params),
        }
        return render(request, "platform/api_docs.html", context)


def _call(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [
            {
                "name": parameter["name"],
                "in": parameter["in"],
                "required": parameter["required"],
                "type": type_of(parameter["schema"]),
                "description": parameter.get("description", ""),
            }
            for parameter in operation["parameters"]
        ],
        "bodies": [(media, type_of(content["schema"])) for media, content in bodies.items()],
        "answers": [
            (
                status,
                response["description"],
                [type_of(c["schema"]) for c in response.get("content", {}).values()],
            )
            for status, response in operation["responses"].items()
        ],
    }


def _shape(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "description": shape.get("description", ""),
        "fields": [
            {
                "name": field,
                "type": type_of(details),
                "required": field in shape.get("required", []),
                "description": details.get("description", ""),
            }
            for field, details in shape.get("properties", {}).items()
        ],
    }


def type_of(schema: dict[str, Any]) -> str:
    """A schema in a few words: `array of Promise`, `number or null`, `string (date-time)`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(type_of(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(repr(value) for value in schema["enum"])
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        return f"array of {type_of(schema.get('items', {}))}"
    return f"{kind} ({schema['format']})" if "format" in schema else kind
