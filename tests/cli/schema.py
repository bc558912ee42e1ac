"""Checks what kru wrote against a schema, and that the schema notices what is wrong.

schema.py check SCHEMA OUTPUT...   each output is valid
schema.py spoil SCHEMA OUTPUT LOOSE...   no output with a member removed (unless loose), added or of
                                 another type is valid
schema.py self SCHEMA...         each schema is one of draft 2020-12
"""
import copy
import json
import sys

from jsonschema import Draft202012Validator


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def places(value, at=()):
    """Every member of every object; of an array the first element stands for all."""
    if isinstance(value, dict):
        for key in value:
            yield at + (key,)
            yield from places(value[key], at + (key,))
    elif isinstance(value, list) and value:
        yield from places(value[0], at + (0,))


def parent_of(value, at):
    for step in at[:-1]:
        value = value[step]
    return value


def is_loose(at, loose):
    """A member that may be missing: named itself, or inside an object keyed by codes, "in:seats"."""
    return at[-1] in loose or any(f"in:{step}" in loose for step in at[:-1])


def spoilt(output, loose):
    for at in places(output):
        value = parent_of(output, at)[at[-1]]
        others = [17] if isinstance(value, (dict, list)) else [["kru"]]
        if type(value) in (int, float) and "cells" not in loose:
            others.append("kru")
        if not is_loose(at, loose):
            changed = copy.deepcopy(output)
            del parent_of(changed, at)[at[-1]]
            yield "without", at, changed
        for other in others:
            changed = copy.deepcopy(output)
            parent_of(changed, at)[at[-1]] = other
            yield f"{other} as", at, changed
    yield "one more", (), {**output, "kru": {}}


def spoil(schema, output, loose):
    validator, tried = Draft202012Validator(schema), 0
    for what, at, changed in spoilt(output, loose):
        tried += 1
        if validator.is_valid(changed):
            sys.exit(f"not noticed: {what} {'/'.join(map(str, at))}")
    print(tried)


def main():
    command, paths = sys.argv[1], sys.argv[2:]
    if command == "self":
        for path in paths:
            Draft202012Validator.check_schema(load(path))
        return
    schema = load(paths[0])
    if command == "spoil":
        spoil(schema, load(paths[1]), paths[2:])
        return
    for path in paths[1:]:
        for error in Draft202012Validator(schema).iter_errors(load(path)):
            sys.exit(f"{path} {'/'.join(map(str, error.path))}: {error.message[:300]}")


main()
