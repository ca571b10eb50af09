// The JavaScript SDK and minio's client against the endpoint. Arguments: URL ACCESS SECRET CLIENT MODULES,
// where MODULES is the directory whose node_modules has both. The first failure ends the run.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

const [url, accessKeyId, secretAccessKey, which, modules] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const bucket = `${which}-bucket`;
const large = Buffer.alloc(12 * 1024 * 1024);
for (let i = 0, seed = createHash('sha256').update('large').digest(); i < large.length; i += 32, seed = createHash('sha256').update(seed).digest()) seed.copy(large, i);
const odd = 'sub dir/ünïcode+1 & "x".txt';

async function read(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function sdk() {
  const { S3Client, ...commands } = load('@aws-sdk/client-s3');
  const { Upload } = load('@aws-sdk/lib-storage');
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
  const send = (name, input) => client.send(new commands[`${name}Command`]({ Bucket: bucket, ...input }));
  const body = async (input) => read((await send('GetObject', input)).Body);
  await send('CreateBucket');
  await send('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } });
  const first = await send('PutObject', { Key: odd, Body: 'first', Metadata: { color: 'blue' }, Tagging: 'a=b' });
  await send('PutObject', { Key: odd, Body: 'second' });
  assert.equal((await body({ Key: odd })).toString(), 'second');
  assert.equal((await body({ Key: odd, VersionId: first.VersionId })).toString(), 'first');
  assert.equal((await send('HeadObject', { Key: odd, VersionId: first.VersionId })).Metadata.color, 'blue');
  // A stream of unknown length goes up in parts, with the SDK's own checksums.
  await new Upload({ client, params: { Bucket: bucket, Key: 'large', Body: Readable.from([large.subarray(0, 7000000), large.subarray(7000000)]) }, partSize: 5 * 1024 * 1024 }).done();
  assert.ok((await body({ Key: 'large' })).equals(large));
  assert.ok((await body({ Key: 'large', Range: 'bytes=5242870-5242900' })).equals(large.subarray(5242870, 5242901)));
  await send('CopyObject', { Key: 'copied', CopySource: `${bucket}/large` });
  assert.ok((await body({ Key: 'copied' })).equals(large));
  assert.deepEqual((await send('ListObjectsV2', {})).Contents.map((o) => o.Key), ['copied', 'large', odd]);
  const marker = await send('DeleteObject', { Key: 'copied' });
  assert.equal(marker.DeleteMarker, true);
  await assert.rejects(send('GetObject', { Key: 'copied' }), { name: 'NoSuchKey' });
  const versions = await send('ListObjectVersions', {});
  assert.equal(versions.Versions.length, 4);
  assert.equal(versions.DeleteMarkers.length, 1);
  const gone = await send('DeleteObjects', { Delete: { Objects: [...versions.Versions, ...versions.DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId })) } });
  assert.equal(gone.Errors, undefined);
  await send('DeleteBucket');
}

async function minio() {
  const { Client } = load('minio');
  const { hostname, port, protocol } = new URL(url);
  const client = new Client({ endPoint: hostname, port: Number(port), useSSL: protocol === 'https:', accessKey: accessKeyId, secretKey: secretAccessKey, region: 'us-east-1', partSize: 5 * 1024 * 1024 });
  await client.makeBucket(bucket, 'us-east-1');
  assert.equal(await client.bucketExists(bucket), true);
  await client.setBucketVersioning(bucket, { Status: 'Enabled' });
  const first = await client.putObject(bucket, odd, 'first', undefined, { color: 'blue' });
  await client.putObject(bucket, odd, 'second');
  assert.equal((await read(await client.getObject(bucket, odd))).toString(), 'second');
  assert.equal((await read(await client.getObject(bucket, odd, { versionId: first.versionId }))).toString(), 'first');
  await client.putObject(bucket, 'large', Readable.from([large.subarray(0, 7000000), large.subarray(7000000)]), large.length);
  assert.ok((await read(await client.getObject(bucket, 'large'))).equals(large));
  assert.ok((await read(await client.getPartialObject(bucket, 'large', 5242870, 31))).equals(large.subarray(5242870, 5242901)));
  await client.copyObject(bucket, 'copied', `/${bucket}/large`);
  assert.ok((await read(await client.getObject(bucket, 'copied'))).equals(large));
  const listed = [];
  for await (const one of client.listObjectsV2(bucket, '', true)) listed.push(one.name);
  assert.deepEqual(listed, ['copied', 'large', odd]);
  assert.ok((await read((await fetch(await client.presignedGetObject(bucket, 'copied', 60))).body)).equals(large));
  await client.removeObject(bucket, 'copied');
  const versions = [];
  for await (const one of client.listObjects(bucket, '', true, { IncludeVersion: true })) versions.push({ name: one.name, versionId: one.versionId });
  assert.equal(versions.length, 5);
  await client.removeObjects(bucket, versions);
  await client.removeBucket(bucket);
}

await ({ sdk, minio })[which]();
console.log(`ok ${which}`);
