using System.Security.Cryptography;
using Sluice.S3.Checksums;
using Sluice.Tests.Interleavings;
using Sluice.Transfer.Integrity;

namespace Sluice.Tests.Transfer.Integrity;

public sealed class MultiBufferMd5Tests
{
    static readonly int[] Edges = [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 64 << 10, (64 << 10) + 57];

    [Fact]
    public void A_body_alone_has_the_MD5_that_the_library_computes()
    {
        using Md5Message message = new(new MultiBufferMd5());
        foreach (int length in Edges)
        {
            byte[] body = Bytes(length, length);
            foreach (int piece in (int[])[1, 63, 64, 100, 100_000])
                if (length / piece < 2000)
                {
                    for (int at = 0; at < length; at += piece)
                        message.Append(body.AsMemory(at, Math.Min(piece, length - at)));
                    Assert.Equal(Expected(body), message.Finish());
                }
        }
    }

    [Fact]
    public void Bodies_together_have_the_MD5s_that_the_library_computes_however_they_are_cut()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            MultiBufferMd5 lanes = new();
            Body[] bodies = [.. Enumerable.Range(0, 1 + random.Next(20)).Select(number => new Body(lanes, Bytes(Length(random), seed * 100 + number)))];
            for (List<Body> open = [.. bodies]; open.Count > 0;)
            {
                Body next = open[random.Next(open.Count)];
                if (!next.Step(random))
                    open.Remove(next);
            }
            Assert.All(bodies, static body => body.Check());
        }
    }

    [Fact]
    public void Whatever_the_order_of_threads_every_body_has_its_MD5()
    {
        for (int seed = 0; seed < 1500; seed++)
        {
            using Interleaving world = new(seed);
            MultiBufferMd5 lanes = new(new ScheduledGate(world));
            List<Body> bodies = [];
            for (int thread = 0; thread < 2 + world.Draw(10); thread++)
            {
                Random random = new(seed * 100 + thread);
                Body first = new(lanes, Bytes(random.Next(600), thread)), second = first.Next(Bytes(random.Next(600), 100 + thread));
                bodies.AddRange([first, second]);
                world.Spawn($"thread {thread}", () =>
                {
                    while (first.Step(random))
                    {
                    }
                    while (second.Step(random))
                    {
                    }
                });
            }
            world.Run();
            Assert.All(bodies, static body => body.Check());
        }
    }

    [Fact]
    public void Threads_that_run_at_the_same_time_get_their_MD5s()
    {
        MultiBufferMd5 lanes = new();
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, number =>
        {
            Random random = new(number);
            Body body = new(lanes, Bytes(3_000_000 + number, number));
            while (body.Step(random))
            {
            }
            body.Check();
        });
    }

    [Fact]
    public void A_body_that_is_given_up_leaves_nothing_behind()
    {
        MultiBufferMd5 lanes = new();
        using Md5Message given = new(lanes), other = new(lanes);
        byte[] buffer = Bytes(1000, 1), body = Bytes(1000, 2);
        given.Append(buffer);
        other.Append(body);
        given.Append(buffer);
        given.Reset();
        buffer.AsSpan().Clear();
        Assert.Equal(Expected(body), other.Finish());
        given.Append(body);
        Assert.Equal(Expected(body), given.Finish());
    }

    static int Length(Random random) => random.Next(3) switch { 0 => Edges[random.Next(Edges.Length)], 1 => random.Next(300), _ => random.Next(20_000) };

    static byte[] Bytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    static ObjectChecksum Expected(byte[] body) => new(ChecksumAlgorithm.Md5, Convert.ToBase64String(MD5.HashData(body)));

    /// <summary>A body that is received into two halves of a buffer in turn, as <see cref="BodyHasher"/> has it.</summary>
    sealed class Body(Md5Message message, byte[] bytes)
    {
        readonly byte[] _buffer = new byte[2 * 1024 * 16];
        int _at, _turn;
        ObjectChecksum? _computed;

        public Body(MultiBufferMd5 lanes, byte[] bytes) : this(new Md5Message(lanes), bytes)
        {
        }

        public Body Next(byte[] other) => new(message, other);

        public bool Step(Random random)
        {
            if (_at == bytes.Length)
            {
                _computed = message.Finish();
                return false;
            }
            int half = _buffer.Length / 2, count = Math.Min(1 + random.Next(random.Next(2) == 0 ? 200 : half), bytes.Length - _at);
            bytes.AsSpan(_at, count).CopyTo(_buffer.AsSpan(_turn * half));
            message.Append(_buffer.AsMemory(_turn * half, count));
            _turn ^= 1;
            _at += count;
            return true;
        }

        public void Check() => Assert.Equal(Expected(bytes), _computed);
    }
}
