"""Adds to a CycloneDX document what is linked into the native command and is no package reference: .NET itself. Tools of the build go.

complete-sbom.py BOM.json RUNTIME_VERSION RID   the time is SOURCE_DATE_EPOCH
"""
import json, os, sys, time

path, runtime, rid = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    bom = json.load(file)
bom["metadata"]["timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"])))
tools = {one["bom-ref"] for one in bom["components"] if one.get("scope") == "excluded"}
bom["components"] = [one for one in bom["components"] if one["bom-ref"] not in tools]
bom["dependencies"] = [one for one in bom["dependencies"] if one["ref"] not in tools]
for one in bom["dependencies"]:
    one["dependsOn"] = [ref for ref in one.get("dependsOn", []) if ref not in tools]
added = []
for name in ("Microsoft.NETCore.App.Runtime.NativeAOT." + rid, "Microsoft.AspNetCore.App.Runtime." + rid):
    purl = f"pkg:nuget/{name}@{runtime}"
    added.append({"type": "framework", "bom-ref": purl, "name": name, "version": runtime, "scope": "required", "licenses": [{"license": {"id": "MIT"}}], "purl": purl})
bom["components"] += added
# All that was added hangs from the command itself.
root = bom["metadata"]["component"]["bom-ref"]
depends = next(one for one in bom["dependencies"] if one["ref"] == root)
depends["dependsOn"] = sorted({*depends["dependsOn"], *(one["bom-ref"] for one in added)})
bom["dependencies"] += [{"ref": one["bom-ref"]} for one in added]
with open(path, "w", encoding="utf-8", newline="\n") as file:
    json.dump(bom, file, indent=2)
    file.write("\n")
