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

// fleet [lease|queue] [WORKERS...] [--kinds] [1/PART] [seed=N]: a job of 100 million objects in virtual time, with the requests of the store by kind, or a part of it all; figures in docs/performance.md.
if (args is ["fleet", .. var fleets])
    return FleetFigures.Print(fleets);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
