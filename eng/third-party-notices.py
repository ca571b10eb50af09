"""Writes the licences of what is linked into the command, with their texts, and puts the texts into its CycloneDX document, too.

third-party-notices.py BOM.json ASSETS.json DOTNET LICENSE OUT   of the packages that a restore left (ASSETS.json names where), of .NET below DOTNET; LICENSE is Apache-2.0

Texts are those of the packages themselves. Where one names a licence and brings no text, it is that of the same licence from .NET's own files.
A package whose licence has no text ends this with 1.
"""
import glob, json, os, re, sys
import xml.etree.ElementTree as xml

bom_path, assets, dotnet, apache, out = sys.argv[1:]
# Packages that name a licence by its address only.
ADDRESSES = {"https://github.com/MiloszKrajewski/K4os.Compression.LZ4/blob/master/LICENSE?raw=true": "MIT"}


def read(path):
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        return file.read().replace("\r\n", "\n").strip("\n") + "\n"


def cut(text, begin, end, holding=""):
    """The passage from one sentence to the end of another, of those that hold a third."""
    found = [one for one in re.findall(re.escape(begin) + r".*?" + re.escape(end), text, re.S) if holding in one]
    return found[0] + "\n" if found else None


with open(assets, encoding="utf-8") as file:
    folders = list(json.load(file)["packageFolders"])
with open(bom_path, encoding="utf-8") as file:
    bom = json.load(file)


def folder_of(name, version):
    return next((path for path in (os.path.join(one, name.lower(), version) for one in folders) if os.path.isdir(path)), None)


def texts_in(folder):
    names = sorted(path for path in glob.glob(os.path.join(folder, "*")) if re.search(r"licen[sc]e|notice|copying", os.path.basename(path), re.I) and not path.endswith(".nuspec"))
    # The licence comes before what it says of others.
    return sorted((path for path in names if os.path.isfile(path)), key=lambda path: "notice" in os.path.basename(path).lower())


def of_runtime(name, version):
    """The licence and the notices of .NET: of the package when it was restored, else of the SDK, which has the same."""
    return texts_in(folder_of(name, version) or dotnet)


runtimes = [one for one in bom["components"] if one["type"] == "framework"]
own = of_runtime(runtimes[0]["name"], runtimes[0]["version"])
whole = "".join(map(read, own))
TEXTS = {
    "Apache-2.0": read(apache),
    "MIT": cut(whole, "Permission is hereby granted, free of charge, to any person obtaining a copy", "DEALINGS IN THE\nSOFTWARE."),
    "BSD-3-Clause": cut(whole, "Redistribution and use in source and binary forms", "POSSIBILITY OF SUCH DAMAGE.", holding="Neither the name of the copyright holder"),
}

rule = "=" * 100 + "\n"
parts = ["What the sluice command has in it of others, and under which terms. sluice itself is under the Apache License 2.0.\n"]
problems, used, told = [], set(), {}
for component in sorted(bom["components"], key=lambda one: one["name"].lower()):
    name, version = component["name"], component["version"]
    folder = folder_of(name, version)
    copyright, identifier = "", None
    if component["type"] == "framework":
        identifier, files = "MIT", of_runtime(name, version)
    elif folder is None:
        problems.append(f"{name} {version} is not restored")
        continue
    else:
        files = texts_in(folder)
        metadata = next(one for one in xml.parse(glob.glob(os.path.join(folder, "*.nuspec"))[0]).getroot() if one.tag.endswith("metadata"))
        fields = {one.tag.split("}")[-1]: one for one in metadata}
        copyright = (fields["copyright"].text if "copyright" in fields else "Copyright " + fields["authors"].text).strip()
        licence = fields.get("license")
        if licence is not None and licence.get("type") == "expression":
            # Of several that may be chosen from, one whose text is here.
            identifier = next((one for one in re.split(r"\s+OR\s+", licence.text.strip()) if TEXTS.get(one)), None)
        elif "licenseUrl" in fields:
            identifier = ADDRESSES.get(fields["licenseUrl"].text)
    text = next((read(path) for path in files if "notice" not in os.path.basename(path).lower()), None)
    if text is None and identifier is None:
        problems.append(f"{name} {version} has no licence whose text is here")
        continue
    parts.append(rule + f"{name} {version}\n{copyright}\n".replace("\n\n", "\n") + f"Licence: {identifier or 'its own, below'}\n")
    for path in files:
        said = read(path)
        if said in told:
            parts.append(f"\n{os.path.basename(path)}: as that of {told[said]}\n")
        else:
            told[said] = f"{name} {version}"
            parts.append(f"\n{said}")
    if text is None:
        used.add(identifier)
        text = (copyright + "\n\n" if copyright else "") + TEXTS[identifier]
        parts.append(f"The text is at the end: {identifier}.\n")
    named = {"id": identifier} if identifier else {"name": name}
    component["licenses"] = [{"license": {**named, "acknowledgement": "concluded", "text": {"contentType": "text/plain", "content": text}}}]
if problems:
    sys.exit("third-party-notices: " + "; ".join(problems))
parts += [rule + f"{identifier}\n\n{TEXTS[identifier]}" for identifier in sorted(used)]
with open(out, "w", encoding="utf-8", newline="\n") as file:
    file.write("\n".join(parts))
with open(bom_path, "w", encoding="utf-8", newline="\n") as file:
    json.dump(bom, file, indent=2)
    file.write("\n")
