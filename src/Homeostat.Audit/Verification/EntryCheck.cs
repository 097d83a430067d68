using Homeostat.Audit.Embargo;
using Homeostat.Audit.Files;
using Homeostat.Audit.Merkle;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Verification;

/// <summary>A tile of level 0.</summary>
/// <param name="Fits">Whether what is above it vouches for it: then an entry that differs was changed, else the tile.</param>
internal readonly record struct Leaves(byte[] Hashes, bool Fits);

/// <summary>Holds entries against their leaf hashes, and revealed facts against their commitments.</summary>
internal sealed class EntryCheck(LogDirectory files, LogReader reader, Findings findings)
{
    private readonly HashSet<ulong> _opened = [];

    public int Embargoed { get; private set; }

    public int Revealed => _opened.Count;

    /// <param name="path">Of the tile; the bundle has the same index and width.</param>
    /// <param name="leaves">Null if the tile is missing: then only the form of the bundle is looked at.</param>
    public void Check(TilePath path, Leaves? leaves)
    {
        var bundlePath = path with { Level = TilePath.Entries };
        if (files.Read(bundlePath) is not { } bundle)
        {
            findings.Add(bundlePath.ToString(), "is missing");
            return;
        }

        var (entries, wrongAt) = EntryBundle.Split(bundle, path.Width);
        for (var i = 0; i < entries.Count && leaves is { } known; i++)
        {
            var index = (path.Index * TilePath.Full) + (ulong)i;
            var hash = MerkleTree.LeafHash(bundle[entries[i]]).ToBytes();
            var leaf = known.Hashes.AsSpan(i * Hash32.Size, Hash32.Size);
            if (!leaf.SequenceEqual(hash))
            {
                var (start, end) = (entries[i].Start.Value, entries[i].End.Value);
                var (file, what) = known.Fits
                    ? (bundlePath, $"entry {index} (bytes {start - sizeof(ushort)} to {end - 1}) is not the one that was logged")
                    : (path, $"byte {(i * Hash32.Size) + FirstDifference(leaf, hash)} differs from the hash of entry {index}");
                findings.Add(file.ToString(), what);

                // With a length changed, nothing that follows is where it was.
                return;
            }

            CheckEmbargo(bundlePath, index, bundle.AsSpan()[entries[i]]);
        }

        if (wrongAt is { } at)
        {
            findings.Add(bundlePath.ToString(), entries.Count < path.Width
                ? $"ends within entry {(path.Index * TilePath.Full) + (ulong)entries.Count}, which begins at byte {at}"
                : $"goes on after its last entry, at byte {at}");
        }
    }

    /// <summary>Of two hashes that differ.</summary>
    public static int FirstDifference(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.CommonPrefixLength(right);

    private void CheckEmbargo(TilePath bundle, ulong index, ReadOnlySpan<byte> entry)
    {
        if (Commitment.IsEmbargo(entry))
        {
            Embargoed++;
        }
        else if (Commitment.IsReveal(entry))
        {
            if (Commitment.ReadReveal(entry) is { } opening && opening.Index < index && Opens(opening))
            {
                _opened.Add(opening.Index);
            }
            else
            {
                findings.Add(bundle.ToString(), $"entry {index} reveals a fact that no earlier entry has committed to");
            }
        }
    }

    private bool Opens(EmbargoOpening opening)
    {
        try
        {
            return Commitment.IsOpenedBy(reader.Entry(opening.Index), opening);
        }
        catch (AuditLogException)
        {
            return false;
        }
    }
}
