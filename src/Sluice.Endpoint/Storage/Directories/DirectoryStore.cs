namespace Sluice.Endpoint.Storage.Directories;

static class DirectoryStore
{
    public static IObjectStore Open(string directory, bool durable) => throw new NotImplementedException();
}
