"""A bucket of any number of empty objects in directories of a thousand, which exists only as arithmetic.

Key number N is `dDDDD/oFFF`: directory N // 1000, file N % 1000. Answers ListObjectsV2 with prefix, delimiter, start-after,
continuation-token and max-keys; every bucket name is the same bucket. Runs as a process of its own, so that its CPU is
not the client's: `python3 -m harness.tree COUNT` prints its URL.
"""
import sys

from harness.arithmetic import first_after, serve

FILES = 1000
# Later than any file that a bench has just made.
WRITTEN = "2099-01-01T00:00:00.000Z"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bench</Name>'
ROW = ("<Contents><Key>{}</Key><LastModified>" + WRITTEN + "</LastModified>"
       '<ETag>"d41d8cd98f00b204e9800998ecf8427e"</ETag><Size>0</Size><StorageClass>STANDARD</StorageClass></Contents>')


def name(number):
    return f"d{number // FILES:05d}/o{number % FILES:03d}"


def page(count, query):
    size = min(int(query.get("max-keys", ["1000"])[0]), 1000)
    prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
    begin = query.get("continuation-token", query.get("start-after", [""]))[0]
    at = first_after(name, begin, count) if begin else 0
    if prefix > begin:
        at = max(at, first_after(name, prefix[:-1] + chr(ord(prefix[-1]) - 1) + "\x7f", count))
    rows, last = [], begin
    while at < count and len(rows) < size:
        key = name(at)
        if not key.startswith(prefix):
            break
        slash = key.find(delimiter, len(prefix)) if delimiter else -1
        if slash >= 0:
            rows.append(f"<CommonPrefixes><Prefix>{key[:slash + 1]}</Prefix></CommonPrefixes>")
            last, at = key[:slash + 1] + "\x7f", (at // FILES + 1) * FILES
        else:
            rows.append(ROW.format(key))
            last, at = key, at + 1
    more = at < count and name(at).startswith(prefix)
    token = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{last}</NextContinuationToken>" if more else "<IsTruncated>false</IsTruncated>"
    return f"{HEAD}<Prefix>{prefix}</Prefix><MaxKeys>{size}</MaxKeys><KeyCount>{len(rows)}</KeyCount>{token}{''.join(rows)}</ListBucketResult>".encode()


if __name__ == "__main__":
    COUNT = int(sys.argv[1])
    serve(lambda query: page(COUNT, query))
