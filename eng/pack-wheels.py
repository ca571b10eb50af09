"""Packs the packages of a requirements file, and what they need, from where they are installed into wheels.

pack-wheels.py REQUIREMENTS DIRECTORY

A wheel is a zip archive of the files that an installed distribution's RECORD names (PyPA, "Binary distribution format").
"""
import base64, hashlib, os, re, sys, zipfile
from importlib.metadata import PackageNotFoundError, distribution


def needed(lines):
    """All distributions, by their normal names."""
    found, waiting = {}, [re.match(r"[\w.-]+(\[[\w,-]+\])?", line)[0] for line in lines if re.match(r"\w", line)]
    while waiting:
        one = waiting.pop()
        name, _, extras = one.partition("[")
        extras = [extra.strip() for extra in extras.rstrip("]").split(",") if extra]
        key = re.sub(r"[-_.]+", "-", name).lower()
        if (key, tuple(extras)) in found:
            continue
        try:
            dist = distribution(name)
        except PackageNotFoundError:
            continue  # for another platform, or an extra that is not installed
        found[(key, tuple(extras))] = dist
        for requirement in dist.requires or []:
            text, _, marker = requirement.partition(";")
            extra = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", marker)
            if extra is None or extra[1] in extras:
                waiting.append(re.match(r"[\w.-]+(\s*\[[\w,\s-]+\])?", text.strip())[0].replace(" ", ""))
    return {key: dist for (key, _), dist in found.items()}


def pack(dist, directory):
    name = re.sub(r"[-_.]+", "_", dist.metadata["Name"])
    tags = re.findall(r"^Tag: (\S+)", dist.read_text("WHEEL") or "", re.M) or ["py3-none-any"]
    tag = tags[0] if len(tags) == 1 else "-".join(".".join(sorted({one.split("-")[at] for one in tags})) for at in range(3))
    record, info = [], f"{name}-{dist.version}.dist-info"
    with zipfile.ZipFile(os.path.join(directory, f"{name}-{dist.version}-{tag}.whl"), "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in dist.files or []:
            path = str(file)
            if path.startswith("..") or path.endswith((".pyc", "/RECORD", "/INSTALLER", "/REQUESTED", "/direct_url.json")):
                continue
            data = file.locate().read_bytes()
            path = re.sub(r"^[^/]+\.dist-info/", info + "/", path)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(data)}")
            wheel.writestr(path, data)
        # Programs without an entry point lie beside the packages (aws): they go where wheels keep scripts.
        for file in dist.files or []:
            if re.match(r"(\.\./)+bin/[^/]+$", str(file)) and not any(point.name == file.name for point in dist.entry_points):
                data = re.sub(rb"^#!.*", b"#!python", file.locate().read_bytes(), count=1)
                path = f"{name}-{dist.version}.data/scripts/{file.name}"
                digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                record.append(f"{path},sha256={digest},{len(data)}")
                # pip makes executable what the archive calls so.
                entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
                entry.external_attr = 0o100755 << 16
                wheel.writestr(entry, data, zipfile.ZIP_DEFLATED)
        wheel.writestr(f"{info}/RECORD", "\n".join(record + [f"{info}/RECORD,,", ""]))


with open(sys.argv[1], encoding="utf-8") as file:
    for one in needed(file.read().splitlines()).values():
        pack(one, sys.argv[2])
