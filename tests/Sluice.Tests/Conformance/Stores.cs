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
