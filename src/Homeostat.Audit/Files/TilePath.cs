using System.Globalization;
using System.Text;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Files;

/// <summary>
/// Where a tile or a bundle of entries lies (C2SP tlog-tiles): `tile/L/N` and `tile/entries/N`, with `.p/W` when it is
/// not full. N is cut into groups of three digits, all but the last after an x: 1234067 is x001/x234/067.
/// </summary>
/// <param name="Level"><see cref="Entries"/>, or 0 to 7: hashes at level L each stand for 256^L entries.</param>
/// <param name="Width">Hashes or entries in it, 1 to 256.</param>
internal readonly record struct TilePath(int Level, ulong Index, int Width)
{
    public const int Entries = -1;
    public const int Full = 256;
    public const int MaxLevel = 7;

    private const string Root = "tile/";
    private const string PartialMark = ".p/";

    public bool IsFull => Width == Full;

    /// <summary>As long as it can be.</summary>
    public int MaxBytes => Level == Entries ? Width * EntryBundle.MaxEntryWithLength : Width * Hash32.Size;

    /// <summary>Where its narrower forms lie.</summary>
    public string PartialDirectory => $"{(this with { Width = Full }).ToString()}.p";

    /// <summary>Hashes that a tree of that size has at a level.</summary>
    public static ulong Count(ulong size, int level) => level switch
    {
        Entries => size,
        > MaxLevel => 0,
        _ => size >> (8 * level),
    };

    /// <summary>The tile with that index in a tree of that size; it has no width if it is not in the tree.</summary>
    public static TilePath Of(ulong size, int level, ulong index)
    {
        var count = Count(size, level);
        var width = index < count / Full ? Full : index == count / Full ? (int)(count % Full) : 0;
        return new TilePath(level, index, width);
    }

    /// <summary>The tile that a tree of that size grows at next; without width if it has yet to begin.</summary>
    public static TilePath Edge(ulong size, int level) => Of(size, level, Count(size, level) / Full);

    /// <summary>How many bytes of a wider form are this one; fewer than there should be if that is damaged.</summary>
    public int LengthIn(ReadOnlySpan<byte> wider) => Level == Entries
        ? EntryBundle.Split(wider, Width).Entries is [.., var last] ? last.End.Value : 0
        : Math.Min(wider.Length, Width * Hash32.Size);

    /// <summary>Null if it is no path of the format, or another spelling of one.</summary>
    public static TilePath? Parse(string path)
    {
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = path[Root.Length..];
        var width = Full;
        if (rest.LastIndexOf(PartialMark, StringComparison.Ordinal) is >= 0 and var mark)
        {
            if (!int.TryParse(rest[(mark + PartialMark.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is < 1 or >= Full)
            {
                return null;
            }

            rest = rest[..mark];
        }

        var parts = rest.Split('/', 2);
        var level = parts[0] == "entries" ? Entries : int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
        return parts.Length == 2 && level <= MaxLevel
            && ulong.TryParse(parts[1].Replace("/", "", StringComparison.Ordinal).Replace("x", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && new TilePath(level, index, width) is var tile && tile.ToString() == path
            ? tile
            : null;
    }

    public override string ToString()
    {
        var digits = Index.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        var text = new StringBuilder(Root).Append(Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < digits.Length; i += 3)
        {
            text.Append('/').Append(i + 3 < digits.Length ? "x" : "").Append(digits, i, 3);
        }

        return IsFull ? text.ToString() : text.Append(PartialMark).Append(Width).ToString();
    }
}
