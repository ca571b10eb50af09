"""Writes archives that depend on nothing but what is in them: names in order, one time, no owner.

archive.py DIRECTORY OUT.tar.gz|OUT.zip   the directory, under its own name; the time is SOURCE_DATE_EPOCH
archive.py --oci ROOT.tar OUT.tar CONFIG  an OCI image of one layer (image-spec 1.1, image-layout.md); CONFIG is its JSON, without the layer
"""
import gzip, hashlib, io, json, os, sys, tarfile, time, zipfile

EPOCH = int(os.environ["SOURCE_DATE_EPOCH"])


def files(directory):
    """Directories and files below it, each before what is in it."""
    yield directory
    for entry in sorted(os.listdir(directory)):
        path = os.path.join(directory, entry)
        if os.path.isdir(path):
            yield from files(path)
        else:
            yield path


def mode(path):
    return 0o755 if os.path.isdir(path) or os.access(path, os.X_OK) else 0o644


def compressed(data):
    # Neither the name of a file nor the time of today.
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=6, mtime=EPOCH) as packed:
        packed.write(data)
    return out.getvalue()


def add(archive, name, data, permissions=0o644, kind=tarfile.REGTYPE):
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.mtime, entry.size = kind, permissions, EPOCH, len(data)
    archive.addfile(entry, io.BytesIO(data))


def write_tar(directory, out):
    parent, data = os.path.dirname(os.path.abspath(directory)), io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in files(os.path.abspath(directory)):
            name = os.path.relpath(path, parent)
            if os.path.isdir(path):
                add(archive, name, b"", mode(path), tarfile.DIRTYPE)
            else:
                with open(path, "rb") as file:
                    add(archive, name, file.read(), mode(path))
    with open(out, "wb") as file:
        file.write(compressed(data.getvalue()))


def write_zip(directory, out):
    parent = os.path.dirname(os.path.abspath(directory))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files(os.path.abspath(directory)):
            if os.path.isdir(path):
                continue
            entry = zipfile.ZipInfo(os.path.relpath(path, parent).replace(os.sep, "/"), time.gmtime(max(EPOCH, 315532800))[:6])
            entry.external_attr = (0o100000 | mode(path)) << 16
            with open(path, "rb") as file:
                archive.writestr(entry, file.read(), zipfile.ZIP_DEFLATED)


def write_image(root, out, config):
    blobs = {}

    def blob(data, kind):
        digest = hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest}", "size": len(data)}

    with open(root, "rb") as file:
        layer = file.read()
    config["created"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(EPOCH))
    config["rootfs"] = {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": blob(json.dumps(config).encode(), "config.v1+json"),
        "layers": [blob(compressed(layer), "layer.v1.tar+gzip")],
    }
    described = blob(json.dumps(manifest).encode(), "manifest.v1+json")
    described["annotations"] = {"org.opencontainers.image.ref.name": "sluice:latest"}
    with tarfile.open(out, "w", format=tarfile.PAX_FORMAT) as archive:
        add(archive, "oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        add(archive, "index.json", json.dumps({"schemaVersion": 2, "manifests": [described]}).encode())
        for digest in sorted(blobs):
            add(archive, f"blobs/sha256/{digest}", blobs[digest])


if sys.argv[1] == "--oci":
    write_image(sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))
elif sys.argv[2].endswith(".zip"):
    write_zip(sys.argv[1], sys.argv[2])
else:
    write_tar(sys.argv[1], sys.argv[2])
