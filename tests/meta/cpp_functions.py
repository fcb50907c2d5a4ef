"""Finds function bodies in C++ and CUDA sources by counting braces; comments, strings and directives are blanked."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOISE = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)" | "(?:\\.|[^"\\\n])*"
      | (?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+' | ^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")
_ARGUMENTS = re.compile(r"<[^<>]*>|\[\[.*?\]\]", re.DOTALL)


@dataclass(frozen=True)
class Body:
    """One function body; ``lines`` counts from its head's first line to the closing brace."""

    head: str
    line: int
    lines: int


def blank_noise(text: str) -> str:
    """Replace comments, literals and directives by spaces; line breaks stay."""
    return _NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def function_bodies(text: str) -> list[Body]:
    """Every function defined at namespace or class level; lambdas and local blocks belong to it."""
    code = blank_noise(text)
    found: list[Body] = []
    scopes: list[str] = []
    head_start, starts = 0, []
    for k, c in enumerate(code):
        inside = any(scope != "scope" for scope in scopes)
        if c == "{":
            kind = "inner" if inside else _kind(code[head_start:k])
            scopes.append(kind)
            starts.append(head_start)
            if kind != "initialiser":
                head_start = k + 1
        elif c == "}" and scopes:
            kind, start = scopes.pop(), starts.pop()
            if kind == "function":
                found.append(_body(code, start, k))
            head_start = start if kind == "initialiser" else k + 1
        elif c == ";" and not inside:
            head_start = k + 1
    return found


def _kind(head: str) -> str:
    """What the brace after this head opens: a scope, a function, or an initialiser."""
    while (shorter := _ARGUMENTS.sub(" ", head)) != head:
        head = shorter
    head = head.strip()
    if _SCOPE.search(head.split("(")[0]):
        return "scope"
    if "(" not in head or head.endswith(("=", ",", "(", "return")):
        return "initialiser"
    after = head[head.rfind(")") + 1 :]
    member_list = re.search(r"\)[^()]*(?<!:):(?!:)", head)
    return "initialiser" if member_list and after and re.fullmatch(r"[\s,\w:]*\w", after) else "function"


def _body(code: str, start: int, end: int) -> Body:
    start += len(code[start:end]) - len(code[start:end].lstrip())
    head = " ".join(code[start : code.index("{", start)].split())
    return Body(head, code.count("\n", 0, start) + 1, code.count("\n", start, end) + 1)
