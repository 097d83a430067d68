using Homeostat.Ethereum;
using Homeostat.Ethereum.Rlp;

namespace Homeostat.Tests.Ethereum.Rlp;

/// <summary>The reader on damaged encodings of random trees and on noise, against the rules written down once more.</summary>
[Trait("Category", Fuzz.Category)]
public sealed class RlpFuzzTests
{
    private const int PerTree = 64;

    [Fact]
    public void What_is_read_is_the_only_encoding_of_what_it_says_and_nothing_else_is_refused()
    {
        var random = new Random(Fuzz.Seed(41));
        var mutations = new Mutations(Fuzz.Seed(42));
        byte[] valid = [];
        double accepted = Fuzz.Run("RLP reader", share: 2, i =>
        {
            if (i % PerTree == 0)
            {
                RlpItem tree = Tree(random, depth: 4);
                valid = tree.Encode();
                Assert.True(Same(RlpItem.Decode(valid), PlainRlp.Decode(valid, RlpItem.MaxDepth)!));
            }

            return Read(i % 4 == 3 ? mutations.Noise(40) : mutations.Of(valid));
        });

        Assert.InRange(accepted, 0.01, 0.9);
    }

    [Fact]
    public void Integers_are_read_in_their_only_form()
    {
        var mutations = new Mutations(Fuzz.Seed(43));
        double accepted = Fuzz.Run("RLP integers", share: 2, i =>
        {
            byte[] data = mutations.Noise(12);
            UInt256 value = default;
            return Mutations.Accepts(data, bytes => value = new RlpReader(bytes).ReadUInt256()) && IsEncodingOf(data, value);
        });

        Assert.InRange(accepted, 0.01, 0.99);
    }

    private static bool Read(byte[] data)
    {
        RlpItem? item = null;
        bool isAccepted = Mutations.Accepts(data, bytes => item = RlpItem.Decode(bytes));
        object? plain = PlainRlp.Decode(data, RlpItem.MaxDepth);
        if (isAccepted != plain is not null)
        {
            Assert.Fail($"{Hex.Encode(data)}: accepted is {isAccepted}");
        }

        if (isAccepted && !(Same(item!, plain!) && item!.Encode().AsSpan().SequenceEqual(data)))
        {
            Assert.Fail($"{Hex.Encode(data)}: read as another value");
        }

        return isAccepted;
    }

    /// <summary>The reader stands at the first item: what follows it is not its own.</summary>
    private static bool IsEncodingOf(byte[] data, UInt256 value)
    {
        var writer = new RlpWriter();
        writer.Write(value);
        byte[] encoded = writer.ToArray();
        Assert.True(data.AsSpan().StartsWith(encoded), $"{Hex.Encode(data)}: read as {value}");
        return true;
    }

    private static bool Same(RlpItem item, object plain) => plain is object[] items
        ? item.IsList && item.Items.Count == items.Length && item.Items.Zip(items).All(pair => Same(pair.First, pair.Second))
        : !item.IsList && item.Bytes.Span.SequenceEqual((byte[])plain);

    private static RlpItem Tree(Random random, int depth)
    {
        if (depth == 0 || random.Next(3) == 0)
        {
            // The ends of the short form, and bytes that stand for themselves.
            var bytes = new byte[random.Next(6) switch { 0 => 0, 1 => 1, 2 => 55, 3 => 56, 4 => random.Next(300), _ => 1 }];
            random.NextBytes(bytes);
            return RlpItem.FromBytes(bytes);
        }

        return RlpItem.FromList([.. Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, depth - 1))]);
    }
}
