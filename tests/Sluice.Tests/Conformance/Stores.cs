namespace Sluice.Tests.Conformance;

// One class for each subject and store. Tests of one store run one after another, stores side by side.

[CollectionDefinition("memory")]
public sealed class OnMemory : ICollectionFixture<EndpointInMemory>;

[Collection("memory")]
public sealed class Object_on_memory(EndpointInMemory store) : ObjectConformance(store);
[Collection("memory")]
public sealed class Key_on_memory(EndpointInMemory store) : KeyConformance(store);
[Collection("memory")]
public sealed class Listing_on_memory(EndpointInMemory store) : ListingConformance(store);
[Collection("memory")]
public sealed class Multipart_on_memory(EndpointInMemory store) : MultipartConformance(store);
[Collection("memory")]
public sealed class Copy_on_memory(EndpointInMemory store) : CopyConformance(store);
[Collection("memory")]
public sealed class Checksum_on_memory(EndpointInMemory store) : ChecksumConformance(store);
[Collection("memory")]
public sealed class Bucket_on_memory(EndpointInMemory store) : BucketConformance(store);
[Collection("memory")]
public sealed class Error_on_memory(EndpointInMemory store) : ErrorConformance(store);
[Collection("memory")]
public sealed class Access_on_memory(EndpointInMemory store) : AccessConformance(store);
[Collection("memory")]
public sealed class Transfer_on_memory(EndpointInMemory store) : TransferConformance(store);
[Collection("memory")]
public sealed class JobStore_on_memory(EndpointInMemory store) : JobStoreConformance(store);
[Collection("memory")]
public sealed class Version_on_memory(EndpointInMemory store) : VersionConformance(store);
[Collection("memory")]
public sealed class InPlace_on_memory(EndpointInMemory store) : InPlaceConformance(store);
[Collection("memory")]
public sealed class Form_on_memory(EndpointInMemory store) : FormConformance(store);
[Collection("memory")]
public sealed class CrossOrigin_on_memory(EndpointInMemory store) : CrossOriginConformance(store);
[Collection("memory")]
public sealed class Policy_on_memory(EndpointInMemory store) : PolicyConformance(store);
[Collection("memory")]
public sealed class Lock_on_memory(EndpointInMemory store) : LockConformance(store);
[Collection("memory")]
public sealed class Encryption_on_memory(EndpointInMemory store) : EncryptionConformance(store);
[Collection("memory")]
public sealed class Document_on_memory(EndpointInMemory store) : DocumentConformance(store);
[Collection("memory")]
public sealed class Request_on_memory(EndpointInMemory store) : RequestConformance(store);
[Collection("memory")]
public sealed class Probe_on_memory(EndpointInMemory store) : ProbeConformance(store);

[CollectionDefinition("directory")]
public sealed class OnDirectory : ICollectionFixture<EndpointOnDirectory>;

[Collection("directory")]
public sealed class Object_on_directory(EndpointOnDirectory store) : ObjectConformance(store);
[Collection("directory")]
public sealed class Key_on_directory(EndpointOnDirectory store) : KeyConformance(store);
[Collection("directory")]
public sealed class Listing_on_directory(EndpointOnDirectory store) : ListingConformance(store);
[Collection("directory")]
public sealed class Multipart_on_directory(EndpointOnDirectory store) : MultipartConformance(store);
[Collection("directory")]
public sealed class Copy_on_directory(EndpointOnDirectory store) : CopyConformance(store);
[Collection("directory")]
public sealed class Checksum_on_directory(EndpointOnDirectory store) : ChecksumConformance(store);
[Collection("directory")]
public sealed class Bucket_on_directory(EndpointOnDirectory store) : BucketConformance(store);
[Collection("directory")]
public sealed class Error_on_directory(EndpointOnDirectory store) : ErrorConformance(store);
[Collection("directory")]
public sealed class Access_on_directory(EndpointOnDirectory store) : AccessConformance(store);
[Collection("directory")]
public sealed class Transfer_on_directory(EndpointOnDirectory store) : TransferConformance(store);
[Collection("directory")]
public sealed class JobStore_on_directory(EndpointOnDirectory store) : JobStoreConformance(store);
[Collection("directory")]
public sealed class Version_on_directory(EndpointOnDirectory store) : VersionConformance(store);
[Collection("directory")]
public sealed class InPlace_on_directory(EndpointOnDirectory store) : InPlaceConformance(store);
[Collection("directory")]
public sealed class Form_on_directory(EndpointOnDirectory store) : FormConformance(store);
[Collection("directory")]
public sealed class CrossOrigin_on_directory(EndpointOnDirectory store) : CrossOriginConformance(store);
[Collection("directory")]
public sealed class Policy_on_directory(EndpointOnDirectory store) : PolicyConformance(store);
[Collection("directory")]
public sealed class Lock_on_directory(EndpointOnDirectory store) : LockConformance(store);
[Collection("directory")]
public sealed class Encryption_on_directory(EndpointOnDirectory store) : EncryptionConformance(store);
[Collection("directory")]
public sealed class Document_on_directory(EndpointOnDirectory store) : DocumentConformance(store);
[Collection("directory")]
public sealed class Request_on_directory(EndpointOnDirectory store) : RequestConformance(store);
[Collection("directory")]
public sealed class Probe_on_directory(EndpointOnDirectory store) : ProbeConformance(store);

[CollectionDefinition("https")]
public sealed class OnTls : ICollectionFixture<TlsStore>;

[Collection("https")]
public sealed class Object_on_https(TlsStore store) : ObjectConformance(store);
[Collection("https")]
public sealed class Key_on_https(TlsStore store) : KeyConformance(store);
[Collection("https")]
public sealed class Listing_on_https(TlsStore store) : ListingConformance(store);
[Collection("https")]
public sealed class Multipart_on_https(TlsStore store) : MultipartConformance(store);
[Collection("https")]
public sealed class Copy_on_https(TlsStore store) : CopyConformance(store);
[Collection("https")]
public sealed class Checksum_on_https(TlsStore store) : ChecksumConformance(store);
[Collection("https")]
public sealed class Bucket_on_https(TlsStore store) : BucketConformance(store);
[Collection("https")]
public sealed class Error_on_https(TlsStore store) : ErrorConformance(store);
[Collection("https")]
public sealed class Access_on_https(TlsStore store) : AccessConformance(store);
[Collection("https")]
public sealed class Transfer_on_https(TlsStore store) : TransferConformance(store);
[Collection("https")]
public sealed class JobStore_on_https(TlsStore store) : JobStoreConformance(store);
[Collection("https")]
public sealed class Version_on_https(TlsStore store) : VersionConformance(store);
[Collection("https")]
public sealed class InPlace_on_https(TlsStore store) : InPlaceConformance(store);
[Collection("https")]
public sealed class Form_on_https(TlsStore store) : FormConformance(store);
[Collection("https")]
public sealed class CrossOrigin_on_https(TlsStore store) : CrossOriginConformance(store);
[Collection("https")]
public sealed class Policy_on_https(TlsStore store) : PolicyConformance(store);
[Collection("https")]
public sealed class Lock_on_https(TlsStore store) : LockConformance(store);
[Collection("https")]
public sealed class Encryption_on_https(TlsStore store) : EncryptionConformance(store);
[Collection("https")]
public sealed class Document_on_https(TlsStore store) : DocumentConformance(store);
[Collection("https")]
public sealed class Request_on_https(TlsStore store) : RequestConformance(store);
[Collection("https")]
public sealed class Probe_on_https(TlsStore store) : ProbeConformance(store);

// Without Transfer and JobStore: the code that these are about runs in this process, and what it asks of a store is asked by the others.
[CollectionDefinition("served")]
public sealed class OnServed : ICollectionFixture<ServedStore>;

[Collection("served")]
public sealed class Object_on_served(ServedStore store) : ObjectConformance(store);
[Collection("served")]
public sealed class Key_on_served(ServedStore store) : KeyConformance(store);
[Collection("served")]
public sealed class Listing_on_served(ServedStore store) : ListingConformance(store);
[Collection("served")]
public sealed class Multipart_on_served(ServedStore store) : MultipartConformance(store);
[Collection("served")]
public sealed class Copy_on_served(ServedStore store) : CopyConformance(store);
[Collection("served")]
public sealed class Checksum_on_served(ServedStore store) : ChecksumConformance(store);
[Collection("served")]
public sealed class Bucket_on_served(ServedStore store) : BucketConformance(store);
[Collection("served")]
public sealed class Error_on_served(ServedStore store) : ErrorConformance(store);
[Collection("served")]
public sealed class Access_on_served(ServedStore store) : AccessConformance(store);
[Collection("served")]
public sealed class Version_on_served(ServedStore store) : VersionConformance(store);
[Collection("served")]
public sealed class InPlace_on_served(ServedStore store) : InPlaceConformance(store);
[Collection("served")]
public sealed class Form_on_served(ServedStore store) : FormConformance(store);
[Collection("served")]
public sealed class CrossOrigin_on_served(ServedStore store) : CrossOriginConformance(store);
[Collection("served")]
public sealed class Policy_on_served(ServedStore store) : PolicyConformance(store);
[Collection("served")]
public sealed class Lock_on_served(ServedStore store) : LockConformance(store);
[Collection("served")]
public sealed class Encryption_on_served(ServedStore store) : EncryptionConformance(store);
[Collection("served")]
public sealed class Document_on_served(ServedStore store) : DocumentConformance(store);
[Collection("served")]
public sealed class Request_on_served(ServedStore store) : RequestConformance(store);
[Collection("served")]
public sealed class Probe_on_served(ServedStore store) : ProbeConformance(store);

[CollectionDefinition("moto")]
public sealed class OnMoto : ICollectionFixture<MotoStore>;

[Collection("moto"), Trait("Needs", "moto")]
public sealed class Object_on_moto(MotoStore store) : ObjectConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Key_on_moto(MotoStore store) : KeyConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Listing_on_moto(MotoStore store) : ListingConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Multipart_on_moto(MotoStore store) : MultipartConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Copy_on_moto(MotoStore store) : CopyConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Checksum_on_moto(MotoStore store) : ChecksumConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Bucket_on_moto(MotoStore store) : BucketConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Error_on_moto(MotoStore store) : ErrorConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Access_on_moto(MotoStore store) : AccessConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Transfer_on_moto(MotoStore store) : TransferConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class JobStore_on_moto(MotoStore store) : JobStoreConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Version_on_moto(MotoStore store) : VersionConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class InPlace_on_moto(MotoStore store) : InPlaceConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Form_on_moto(MotoStore store) : FormConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class CrossOrigin_on_moto(MotoStore store) : CrossOriginConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Policy_on_moto(MotoStore store) : PolicyConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Lock_on_moto(MotoStore store) : LockConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Encryption_on_moto(MotoStore store) : EncryptionConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Document_on_moto(MotoStore store) : DocumentConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Request_on_moto(MotoStore store) : RequestConformance(store);
[Collection("moto"), Trait("Needs", "moto")]
public sealed class Probe_on_moto(MotoStore store) : ProbeConformance(store);

[CollectionDefinition("ceph")]
public sealed class OnCeph : ICollectionFixture<CephStore>;

[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Object_on_ceph(CephStore store) : ObjectConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Key_on_ceph(CephStore store) : KeyConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Listing_on_ceph(CephStore store) : ListingConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Multipart_on_ceph(CephStore store) : MultipartConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Copy_on_ceph(CephStore store) : CopyConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Checksum_on_ceph(CephStore store) : ChecksumConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Bucket_on_ceph(CephStore store) : BucketConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Error_on_ceph(CephStore store) : ErrorConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Access_on_ceph(CephStore store) : AccessConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Transfer_on_ceph(CephStore store) : TransferConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class JobStore_on_ceph(CephStore store) : JobStoreConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Version_on_ceph(CephStore store) : VersionConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class InPlace_on_ceph(CephStore store) : InPlaceConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Form_on_ceph(CephStore store) : FormConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class CrossOrigin_on_ceph(CephStore store) : CrossOriginConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Policy_on_ceph(CephStore store) : PolicyConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Lock_on_ceph(CephStore store) : LockConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Encryption_on_ceph(CephStore store) : EncryptionConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Document_on_ceph(CephStore store) : DocumentConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Request_on_ceph(CephStore store) : RequestConformance(store);
[Collection("ceph"), Trait("Needs", "ceph")]
public sealed class Probe_on_ceph(CephStore store) : ProbeConformance(store);
