"""Versions, locks, policies, forms and bucket documents as boto3 users meet them. Arguments: URL ACCESS SECRET OTHER_ACCESS OTHER_SECRET.

Every check is named; the first failure ends the run with its traceback and exit code 1. AWS_CA_BUNDLE is set for https.
"""
import datetime
import json
import os
import ssl
import sys
import urllib.request

import boto3
from botocore.exceptions import ClientError

url, access, secret, other_access, other_secret = sys.argv[1:6]
BUCKET = "features"
TRUST = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"]) if os.environ.get("AWS_CA_BUNDLE") else None


def client(key, value):
    return boto3.client("s3", endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=value, region_name="us-east-1")


s3, other = client(access, secret), client(other_access, other_secret)


def expect(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, f"expected {code}, got {error}"
        return
    raise AssertionError(f"expected {code}, and it was done")


def fetch(path, **options):
    return urllib.request.urlopen(urllib.request.Request(url + path, **options), context=TRUST)


def body(key, **arguments):
    return s3.get_object(Bucket=BUCKET, Key=key, **arguments)["Body"].read()


def null_versions():
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="plain", Body=b"0")
    assert s3.list_object_versions(Bucket=BUCKET)["Versions"][0]["VersionId"] == "null"
    # What names no version of the object removes nothing.
    expect("InvalidArgument", s3.delete_object, Bucket=BUCKET, Key="plain", VersionId="abc")
    assert body("plain") == b"0"


def versions():
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first, second = (s3.put_object(Bucket=BUCKET, Key="k", Body=text)["VersionId"] for text in (b"1", b"2"))
    assert body("k") == b"2" and body("k", VersionId=first) == b"1"
    marker = s3.delete_object(Bucket=BUCKET, Key="k")
    assert marker["DeleteMarker"] is True
    expect("NoSuchKey", s3.get_object, Bucket=BUCKET, Key="k")
    expect("MethodNotAllowed", s3.get_object, Bucket=BUCKET, Key="k", VersionId=marker["VersionId"])
    listed = s3.list_object_versions(Bucket=BUCKET, Prefix="k")
    assert [v["VersionId"] for v in listed["Versions"]] == [second, first] and listed["DeleteMarkers"][0]["IsLatest"]
    s3.delete_object(Bucket=BUCKET, Key="k", VersionId=marker["VersionId"])
    assert body("k") == b"2"
    s3.delete_object(Bucket=BUCKET, Key="k", VersionId=second)
    assert body("k") == b"1"
    # The version from before versioning is still there, under its name.
    s3.put_object(Bucket=BUCKET, Key="plain", Body=b"new")
    assert body("plain", VersionId="null") == b"0"


def suspended_versions():
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    s3.put_object(Bucket=BUCKET, Key="plain", Body=b"null again")
    assert body("plain", VersionId="null") == b"null again"
    assert len(s3.list_object_versions(Bucket=BUCKET, Prefix="plain")["Versions"]) == 2
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})


def locks():
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    kept = s3.put_object(Bucket="locked", Key="k", Body=b"1", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until)["VersionId"]
    assert s3.get_object_retention(Bucket="locked", Key="k")["Retention"]["Mode"] == "COMPLIANCE"
    expect("AccessDenied", s3.delete_object, Bucket="locked", Key="k", VersionId=kept)
    expect("AccessDenied", s3.put_object_retention, Bucket="locked", Key="k", Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until - datetime.timedelta(hours=5)})
    held = s3.put_object(Bucket="locked", Key="h", Body=b"1", ObjectLockLegalHoldStatus="ON")["VersionId"]
    expect("AccessDenied", s3.delete_object, Bucket="locked", Key="h", VersionId=held)
    s3.put_object_legal_hold(Bucket="locked", Key="h", LegalHold={"Status": "OFF"})
    s3.delete_object(Bucket="locked", Key="h", VersionId=held)
    # A bucket without locks promises none.
    expect("InvalidRequest", s3.put_object, Bucket=BUCKET, Key="l", Body=b"1", ObjectLockLegalHoldStatus="ON")


def policies():
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/plain"}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]}))
    assert fetch(f"/{BUCKET}/k").read() == b"1"
    assert other.get_object(Bucket=BUCKET, Key="k")["Body"].read() == b"1"
    expect("AccessDenied", other.put_object, Bucket=BUCKET, Key="z", Body=b"")
    expect("AccessDenied", other.get_object, Bucket=BUCKET, Key="plain")
    expect("MalformedPolicy", s3.put_bucket_policy, Bucket=BUCKET, Policy="{}")
    s3.delete_bucket_policy(Bucket=BUCKET)
    expect("AccessDenied", other.get_object, Bucket=BUCKET, Key="k")


def cross_origin():
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://page.example"]}]})
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "GET"}
    assert fetch(f"/{BUCKET}/k", method="OPTIONS", headers=asked).headers["Access-Control-Allow-Origin"] in ("*", "https://page.example")
    try:
        fetch(f"/{BUCKET}/k", method="OPTIONS", headers={**asked, "Origin": "https://elsewhere.example"})
        raise AssertionError("an origin that no rule names was let in")
    except urllib.error.HTTPError as refused:
        assert refused.code == 403


def forms():
    form = s3.generate_presigned_post(BUCKET, "form/${filename}", Fields={"acl": "private"}, Conditions=[{"acl": "private"}])

    def send(fields):
        parts = "".join(f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
        parts += '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--edge--\r\n'
        return fetch(f"/{BUCKET}", data=parts.encode(), headers={"Content-Type": "multipart/form-data; boundary=edge"}).status

    assert send(form["fields"]) == 204 and body("form/a.txt") == b"hello"
    try:
        send({**form["fields"], "acl": "public-read"})
        raise AssertionError("a field that the policy does not allow was taken")
    except urllib.error.HTTPError as refused:
        assert refused.code == 403


def documents():
    assert s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"][0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    s3.put_bucket_ownership_controls(Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    assert s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"][0]["ObjectOwnership"] == "BucketOwnerEnforced"
    rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [rule]})
    assert s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"] == [rule]
    s3.put_bucket_website(Bucket=BUCKET, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    assert s3.get_bucket_website(Bucket=BUCKET)["IndexDocument"]["Suffix"] == "index.html"
    for gone in (s3.delete_bucket_policy, s3.delete_bucket_cors, s3.delete_bucket_lifecycle, s3.delete_bucket_tagging, s3.delete_bucket_website):
        gone(Bucket=BUCKET)
    expect("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket=BUCKET)


def conditions():
    expect("PreconditionFailed", s3.delete_object, Bucket=BUCKET, Key="k", IfMatch='"0"')
    assert body("k") == b"1"
    assert s3.get_object_attributes(Bucket=BUCKET, Key="k", ObjectAttributes=["ObjectSize"])["ObjectSize"] == 1


for check in (null_versions, versions, suspended_versions, locks, policies, cross_origin, forms, documents, conditions):
    check()
    print("ok", check.__name__, flush=True)
