using Sluice.Benchmarking;

namespace Sluice.Tests.Benchmarking;

public sealed class MachineProbeTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-machine-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_way_to_this_machine_is_an_interface_without_a_speed()
    {
        BenchMachine machine = MachineProbe.Look(new Uri("http://127.0.0.1:9000"), "1.2.3");
        Assert.Equal("1.2.3", machine.Sluice);
        Assert.Equal(Environment.ProcessorCount, machine.Cores);
        Assert.True(machine.Memory > 1 << 24);
        Assert.NotEqual("", machine.System);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal("lo", machine.Interface);
            Assert.Null(machine.InterfaceSpeed);
        }
    }

    [Fact]
    public void An_endpoint_without_an_address_has_no_interface()
    {
        BenchMachine machine = MachineProbe.Look(new Uri("http://no-such-host.invalid"), "1.2.3");
        Assert.Null(machine.Interface);
        Assert.Null(machine.InterfaceSpeed);
    }

    [Theory]
    [InlineData("25000\n", 25_000_000_000L)]
    [InlineData("-1\n", null)]
    [InlineData("0\n", null)]
    [InlineData("4294967295\n", null)]
    [InlineData("fast\n", null)]
    [InlineData("", null)]
    public void A_speed_that_the_driver_does_not_know_is_unknown(string content, long? expected)
    {
        Directory.CreateDirectory(Path.Combine(_directory, "eth0"));
        File.WriteAllText(Path.Combine(_directory, "eth0", "speed"), content);
        Assert.Equal(expected, MachineProbe.SpeedOf("eth0", _directory));
        Assert.Null(MachineProbe.SpeedOf("eth1", _directory));
    }

    [Fact]
    public void A_processor_without_a_name_has_none()
    {
        Assert.Equal("Fast 9000 @ 3.00GHz", MachineProbe.ProcessorIn(["processor\t: 0", "model name\t: Fast 9000 @ 3.00GHz", "model name\t: other"]));
        Assert.Null(MachineProbe.ProcessorIn(["processor\t: 0", "BogoMIPS\t: 50.00", "CPU implementer\t: 0x41"]));
    }
}
