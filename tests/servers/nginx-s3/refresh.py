#!/usr/bin/env python3
"""refresh.py DATA_DIR: writes the table of ETags and the listings for the files under DATA_DIR/objects.

MD5s are kept by size and time, so that a second run costs little. nginx has to read the tables again afterwards.
"""
import hashlib
import json
import os
import sys
import time
from urllib.parse import quote
from xml.sax.saxutils import escape

XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(seconds))


def encoded(key):
    """URL-encoded whether or not encoding-type=url was asked for: most clients ask."""
    return escape(quote(key, safe="/-_.~"))


class Digests:
    """MD5s of files, remembered by path, size and time."""

    def __init__(self, path):
        self.path, self.kept = path, {}
        try:
            with open(path, encoding="utf-8") as file:
                self.known = json.load(file)
        except (OSError, ValueError):
            self.known = {}

    def of(self, path, stat):
        signature = f"{stat.st_size}-{stat.st_mtime_ns}"
        known = self.known.get(path)
        if not known or known[0] != signature:
            digest = hashlib.md5()
            with open(path, "rb") as file:
                while block := file.read(1 << 22):
                    digest.update(block)
            known = [signature, digest.hexdigest()]
        self.kept[path] = known
        return known[1]

    def save(self):
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(self.kept, file)


def objects(root, bucket, digests):
    """(key, size, time, md5) of every file of a bucket, in S3's order: by bytes."""
    found = []
    for directory, _, names in os.walk(f"{root}/{bucket}"):
        for name in names:
            path = f"{directory}/{name}"
            stat = os.stat(path)
            found.append((path[len(root) + len(bucket) + 2:], stat.st_size, stat.st_mtime, digests.of(path, stat)))
    return sorted(found, key=lambda entry: entry[0].encode())


def rows(entries, prefix, delimiter):
    seen = set()
    for key, size, modified, md5 in entries:
        if not key.startswith(prefix):
            continue
        rest = key[len(prefix):]
        if delimiter and "/" in rest:
            common = prefix + rest.split("/")[0] + "/"
            if common not in seen:
                seen.add(common)
                yield f"<CommonPrefixes><Prefix>{encoded(common)}</Prefix></CommonPrefixes>"
        else:
            yield (f"<Contents><Key>{encoded(key)}</Key><LastModified>{iso(modified)}</LastModified>"
                   f'<ETag>"{md5}"</ETag><Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>')


def write_listing(lists, table, bucket, entries, prefix, delimiter):
    """One file a page, and for nginx the arguments under which each page is asked for."""
    all_rows = list(rows(entries, prefix, delimiter))
    pages = [all_rows[at:at + 1000] for at in range(0, len(all_rows), 1000)] or [[]]
    for number, page in enumerate(pages):
        more = number + 1 < len(pages)
        name = f"{bucket}.{hashlib.md5(f'{prefix}|{delimiter}'.encode()).hexdigest()[:8]}.{number}.xml"
        with open(f"{lists}/{name}", "w", encoding="utf-8") as file:
            file.write(
                f"{DECLARATION}<ListBucketResult {XMLNS}><Name>{bucket}</Name><Prefix>{encoded(prefix)}</Prefix>"
                + (f"<Delimiter>{delimiter}</Delimiter>" if delimiter else "")
                + f"<EncodingType>url</EncodingType><KeyCount>{len(page)}</KeyCount><MaxKeys>1000</MaxKeys>"
                + f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>"
                + (f"<NextContinuationToken>page-{number + 1}</NextContinuationToken><NextMarker>page-{number + 1}</NextMarker>" if more else "")
                + "".join(page) + "</ListBucketResult>")
        # nginx compares what was sent, so both ways of writing a slash are in the table
        token = f"page-{number}" if number else ""
        for sent_prefix in {prefix, quote(prefix, safe="")}:
            for sent_delimiter in {"/", "%2F"} if delimiter else {""}:
                for slash in ("", "/"):
                    table.add(f'"/_s3/list/{bucket}{slash}|{sent_prefix}|{sent_delimiter}|{token}" {name};')


def main(data):
    root, etc = f"{data}/objects", f"{data}/etc"
    os.makedirs(f"{etc}/lists", exist_ok=True)
    digests, etags, table = Digests(f"{etc}/md5.json"), [], set()
    buckets = sorted(os.listdir(root))
    for bucket in buckets:
        entries = objects(root, bucket, digests)
        etags += [f'"/_s3/file/{bucket}/{key}" \'"{md5}"\';' for key, _, _, md5 in entries]
        tops = sorted({key.split("/")[0] + "/" for key, *_ in entries if "/" in key})
        # A directory is also looked for without its slash, and one of few objects by its name.
        names = [key for key, *_ in entries] if len(entries) <= 8 else []
        for prefix in ["", *tops, *[top[:-1] for top in tops], *names]:
            for delimiter in ("", "/"):
                write_listing(f"{etc}/lists", table, bucket, entries, prefix, delimiter)
    with open(f"{etc}/buckets.xml", "w", encoding="utf-8") as file:
        file.write(f"{DECLARATION}<ListAllMyBucketsResult {XMLNS}><Owner><ID>bench</ID></Owner><Buckets>"
                   + "".join(f"<Bucket><Name>{b}</Name><CreationDate>{iso(os.stat(f'{root}/{b}').st_ctime)}</CreationDate></Bucket>"
                             for b in buckets) + "</Buckets></ListAllMyBucketsResult>")
    for name, lines in (("etags.map", etags), ("lists.map", sorted(table))):
        with open(f"{etc}/{name}", "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    digests.save()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
