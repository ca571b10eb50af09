#:project ../src/Sluice/Sluice.csproj
// Primes below the number in each object, counted by a .NET function: primes JOBS PREFIX. For bench/process --example.
using Sluice.Processing;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

ProcessRequest request = new() { Sources = [LocationParser.Parse(args[1])], Jobs = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) };
using S3ClientFactory clients = new(new ClientDefaults());
ObjectProcessor processor = new(new TransferEngine(ObjectProcessor.Fit(new TransferOptions(), request.Jobs), clients));
await foreach (MappedObject<int> result in processor.MapAsync(request, CountAsync))
    Console.WriteLine($"{result.Ended.Source} {(result.IsDone ? result.Value : result.Ended.Message)}");

static async Task<int> CountAsync(Stream stream, Location at, CancellationToken token)
{
    using StreamReader text = new(stream);
    int number = int.Parse(await text.ReadToEndAsync(token), System.Globalization.CultureInfo.InvariantCulture), primes = 0;
    for (int n = 2; n < number; n++)
    {
        bool isPrime = true;
        for (int d = 2; isPrime && d * d <= n; d++)
            isPrime = n % d != 0;
        primes += isPrime ? 1 : 0;
    }
    return primes;
}
