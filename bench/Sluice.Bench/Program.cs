using BenchmarkDotNet.Running;
using Sluice.Bench;

// small-get URL COUNT needs a server, so it is no BenchmarkDotNet class: bench/sdk starts one and calls this.
if (args is ["small-get", string url, string count])
    return SmallGet.Run(new Uri(url), int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));

// So are the two sides of bench/list.
if (args is ["list-endpoint", string keys])
    return await ListEndpoint.RunAsync(int.Parse(keys, System.Globalization.CultureInfo.InvariantCulture));
if (args is ["list", string endpoint, string order, string parallelism])
    return ListClient.Run(new Uri(endpoint), order, parallelism);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
