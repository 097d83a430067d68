namespace Homeostat.Ethereum.Rlp;

/// <summary>A byte string or a list of items.</summary>
public sealed class RlpItem
{
    /// <summary>Deeper nesting is refused: nothing on chain needs it, and each level is a stack frame.</summary>
    public const int MaxDepth = 64;

    private RlpItem(bool isList, ReadOnlyMemory<byte> bytes, IReadOnlyList<RlpItem> items)
    {
        IsList = isList;
        Bytes = bytes;
        Items = items;
    }

    public bool IsList { get; }

    /// <summary>The string; empty for a list.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The list; empty for a string.</summary>
    public IReadOnlyList<RlpItem> Items { get; }

    public static RlpItem FromBytes(ReadOnlySpan<byte> bytes) => new(isList: false, bytes.ToArray(), []);

    public static RlpItem FromList(params IReadOnlyList<RlpItem> items) => new(isList: true, default, items);

    /// <summary>Reads exactly one item.</summary>
    public static RlpItem Decode(ReadOnlySpan<byte> data)
    {
        var reader = new RlpReader(data);
        RlpItem item = Read(ref reader, depth: 0);
        reader.ExpectEnd();
        return item;
    }

    public byte[] Encode()
    {
        var writer = new RlpWriter();
        Write(writer, depth: 0);
        return writer.ToArray();
    }

    private static RlpItem Read(ref RlpReader reader, int depth)
    {
        if (!reader.IsAtList)
        {
            return FromBytes(reader.ReadBytes());
        }

        RefuseDepth(depth);
        RlpReader list = reader.ReadList();
        var items = new List<RlpItem>();
        while (!list.IsAtEnd)
        {
            items.Add(Read(ref list, depth + 1));
        }

        return FromList(items);
    }

    private void Write(RlpWriter writer, int depth)
    {
        if (!IsList)
        {
            writer.Write(Bytes.Span);
            return;
        }

        RefuseDepth(depth);
        writer.BeginList();
        foreach (RlpItem item in Items)
        {
            item.Write(writer, depth + 1);
        }

        writer.EndList();
    }

    private static void RefuseDepth(int depth)
    {
        if (depth >= MaxDepth)
        {
            throw new EthereumFormatException($"RLP lists nest deeper than {MaxDepth}.");
        }
    }
}
