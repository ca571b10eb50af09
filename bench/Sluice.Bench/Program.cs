using BenchmarkDotNet.Running;
using Sluice.Bench;

// small-get URL COUNT needs a server, so it is no BenchmarkDotNet class: bench/sdk starts one and calls this.
if (args is ["small-get", string url, string count])
    return SmallGet.Run(new Uri(url), int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
