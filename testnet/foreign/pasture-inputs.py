"""Writes the example objects of fediverse-pasture-inputs as one JSON file of Create activities.

The package holds what real programs send, at its strangest: missing and doubled properties, wrong types, hostile HTML.
It builds the activities with a library for servers that we do not want here; the skeleton below is the one that its
documentation shows ("Necessary Properties"). Its placeholder host becomes ours.

usage: python3 pasture-inputs.py FOLDER-OF-THE-PACKAGE HOST > inputs.json
"""

import json
import sys
import types
import warnings

PLACEHOLDERS = ("http://pasture-one-actor", "https://pasture-one-actor")
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {"Hashtag": "as:Hashtag", "sensitive": "as:sensitive"},
]


def load(folder):
    """The package's examples by group, without the parts of it that run servers and need Python 3.13."""
    if not hasattr(warnings, "deprecated"):
        warnings.deprecated = lambda _message: lambda function: function
    stand_in("fediverse_pasture.runner.entry").Entry = object
    stand_in("bovine.activitystreams.utils").as_list = lambda value: value if isinstance(value, list) else [value]
    sys.path.insert(0, folder)
    from fediverse_pasture_inputs import available

    return available


def stand_in(path):
    """An empty module at that path, with its parents; they are used for tables that we do not draw."""
    parts = path.split(".")
    for end in range(1, len(parts) + 1):
        name = ".".join(parts[:end])
        sys.modules[name] = types.ModuleType(name)
    return sys.modules[path]


def place(value, host):
    """The same value with the placeholder host replaced in every string."""
    if isinstance(value, str):
        for placeholder in PLACEHOLDERS:
            value = value.replace(placeholder, f"https://{host}")
        return value
    if isinstance(value, list):
        return [place(item, host) for item in value]
    if isinstance(value, dict):
        return {place(key, host): place(item, host) for key, item in value.items()}
    return value


def activity(number, example, host):
    """A Create of the skeleton note with the example laid over it; None takes a property away."""
    actor = f"https://{host}/actor"
    published = f"2026-11-24T06:{number // 60 % 60:02d}:{number % 60:02d}Z"
    note = {
        "type": "Note",
        "attributedTo": actor,
        "to": [PUBLIC],
        "id": f"https://{host}/object/{number}",
        "published": published,
    }
    note.update(place(example, host))
    # An example's own context is the whole document's, and "none" means a document without one.
    context = note.get("@context", CONTEXT)
    note = {key: value for key, value in note.items() if value is not None}
    create = {
        "@context": context,
        "type": "Create",
        "id": f"https://{host}/activity/{number}",
        "actor": actor,
        "to": note.get("to", [PUBLIC]),
        "published": published,
        "object": note,
    }
    return {key: value for key, value in create.items() if value is not None}


def main():
    folder, host = sys.argv[1:]
    rows = []
    for name, data in sorted(load(folder).items()):
        for example in data.examples:
            rows.append({"group": name, "activity": activity(len(rows), example, host)})
    json.dump(rows, sys.stdout, indent=1, ensure_ascii=False)


main()
