using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Engine.Archive;

namespace Homeostat.Engine.Pipeline;

/// <summary>
/// What a run must not forget: everything that Core took in, in an archive from which a restart has the same Core again,
/// and what came of it, in a store. The archive is written first, so that it is never behind the store.
/// </summary>
public sealed class Journal(ArchiveWriter archive, IEngineStore store) : IAsyncDisposable
{
    private readonly List<ImmutableArray<StoreChange>> _units = [];

    /// <summary>Why nothing more is archived; null while it is. A restart then goes on from the last input that was.</summary>
    public string? ArchiveFailure { get; private set; }

    /// <summary>How storing goes on; containment does not wait for it.</summary>
    public StoreProgress Store => store.Progress;

    /// <summary>Takes in what Core took in and what it said to it; its logs may be changed afterwards.</summary>
    public void Note(Input input, ImmutableArray<Emission> emissions)
    {
        Archive(a => a.Append(input));
        Owe(StoreChanges.Of(input, emissions));
    }

    /// <summary>Takes in what a second look at a block of a gap said.</summary>
    public void NoteFilled(Block block, ImmutableArray<Emission> emissions) => Owe([StoreChanges.Filled(block, emissions)]);

    /// <summary>
    /// Hands over what was noted. From then on a crash of this process loses none of it; a power cut may lose what the disk
    /// had not written.
    /// </summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        Archive(a => a.WriteGroup());
        foreach (var unit in _units)
        {
            await store.AppendAsync(unit, cancellation).ConfigureAwait(false);
        }

        _units.Clear();
    }

    /// <summary>Ends the archive in order; the store is its opener's.</summary>
    public ValueTask DisposeAsync()
    {
        Archive(a => a.Close());
        archive.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Owe(ImmutableArray<StoreChange> unit)
    {
        if (!unit.IsEmpty)
        {
            _units.Add(unit);
        }
    }

    private void Archive(Action<ArchiveWriter> write)
    {
        if (ArchiveFailure is not null)
        {
            return;
        }

        try
        {
            write(archive);
        }
        catch (IOException full)
        {
            ArchiveFailure = full.Message;
        }
    }
}
