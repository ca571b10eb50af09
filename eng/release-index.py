"""Names all files of a release: SHA256SUMS, and the Homebrew formula and winget manifests of eng/templates.

release-index.py DIRECTORY VERSION [URL]

URL is where the files will be fetched from. What is of a system whose archive is not there is left out of the formula, and winget needs win-x64.
Without URL neither is written.
"""
import hashlib, os, re, sys

directory, version = sys.argv[1:3]
url = sys.argv[3].rstrip("/") if len(sys.argv) > 3 else None


def digest(name):
    with open(os.path.join(directory, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def write(name, text):
    with open(os.path.join(directory, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


files = sorted(name for name in os.listdir(directory) if name.startswith(("sluice-", "sluice_", "Sluice.Tool.")))
sums = {name: digest(name) for name in files}
write("SHA256SUMS", "".join(f"{sums[name]}  {name}\n" for name in files))
if url is None:
    sys.exit()

archives = {match[1]: name for name in files if (match := re.fullmatch(rf"sluice-{re.escape(version)}-([a-z0-9-]+)\.(?:tar\.gz|zip)", name))}
known = {"VERSION": version, "HOME": re.sub(r"/releases/download/.*", "", url)}
for rid, name in archives.items():
    known |= {f"URL:{rid}": f"{url}/{name}", f"SHA256:{rid}": sums[name], f"NAME:{rid}": re.sub(r"\.(tar\.gz|zip)$", "", name)}
templates = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
for template in sorted(os.listdir(templates)):
    with open(os.path.join(templates, template), encoding="utf-8") as file:
        text = re.sub(r"@([A-Z0-9]+(?::[a-z0-9-]+)?)@", lambda match: known.get(match[1], match[0]), file.read())
    # Blocks of systems that are not there, and then blocks that hold none.
    text = re.sub(r"    on_\w+ do\n(?:      .*@[A-Z0-9]+:.*@.*\n)+    end\n", "", text)
    text = re.sub(r"  on_\w+ do\n  end\n", "", text)
    if "@" in text:
        print(f"release-index: {template} is not written: {', '.join(sorted(set(re.findall('@[^@ ]+@', text))))} is not there", file=sys.stderr)
    else:
        write(template, text)
