using System.Collections.Immutable;
using System.Globalization;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Engine.Archive;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Pipeline;

/// <summary>
/// Takes a run up where an earlier process left it. Core is a pure function of its inputs, so the archive of these is its
/// memory: fed to a fresh Core, they give the same one. What the store had not yet got is handed to it again.
/// </summary>
public sealed class Recovery
{
    private readonly string _directory;
    private readonly ArchiveHeader _wanted;
    private readonly IEngineStore _store;
    private readonly Action<string> _say;

    /// <param name="directory">Of the run's archives, numbered; a change of configuration begins another.</param>
    /// <param name="wanted">What is to be run now; the first block to decide in counts for a new run only.</param>
    public Recovery(string directory, ArchiveHeader wanted, IEngineStore store, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(wanted.Configuration);
        (_directory, _wanted, _store, _say) = (directory, wanted, store, say);
    }

    /// <exception cref="ArchiveException">The archive is damaged, or of another chain.</exception>
    /// <exception cref="EngineHaltedException">The earlier run halted: people must look before anything goes on.</exception>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public async Task<(PipelineStart Start, ArchiveWriter Archive)> TakeUpAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_directory);
        if (Directory.EnumerateFiles(_directory, "*.hsa").Max(StringComparer.Ordinal) is not { } newest)
        {
            return (PipelineStart.Anew(_wanted.Configuration!), ArchiveWriter.Create(Named(1), _wanted));
        }

        using var reader = ArchiveReader.Open(newest);
        RequireSameChain(reader);
        var was = reader.Header;
        var start = await ReplayAsync(reader, was.Configuration!, null, cancellation).ConfigureAwait(false);
        var same = _wanted with { Configuration = _wanted.Configuration! with { DecideFromBlock = was.Configuration!.DecideFromBlock } };
        if (same.Hash == was.Hash)
        {
            var (writer, tail) = ArchiveWriter.Resume(newest, was);
            if (tail.TornAt is not null)
            {
                _say($"{newest}: {tail.Warning}");
            }

            return (start, writer);
        }

        return await RelearnAsync(reader, newest, start, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same inputs under another configuration, which decides from here on.</summary>
    private async Task<(PipelineStart Start, ArchiveWriter Archive)> RelearnAsync(
        ArchiveReader reader, string newest, PipelineStart before, CancellationToken cancellation)
    {
        var number = int.Parse(Path.GetFileNameWithoutExtension(newest), CultureInfo.InvariantCulture);
        var next = before.Brain.Tip is { } tip ? tip.Number + 1 : _wanted.Configuration!.DecideFromBlock;
        var configuration = _wanted.Configuration! with { DecideFromBlock = next };
        _say($"the configuration has changed: what was seen is learnt anew, and decisions begin with block {next}");
        var writer = ArchiveWriter.Create(Named(number + 1), _wanted with { Configuration = configuration });
        var start = await ReplayAsync(reader, configuration, writer, cancellation).ConfigureAwait(false);
        writer.WriteGroup();
        return (start, writer);
    }

    private void RequireSameChain(ArchiveReader reader)
    {
        var header = reader.Header;
        if (header.Configuration is null || header.ChainId != _wanted.ChainId || header.Configuration.Protocol.Slug != _wanted.Configuration!.Protocol.Slug)
        {
            throw new ArchiveException(reader.File, 0, $"is of {header.Configuration?.Protocol.Slug ?? "no protocol"} on chain {header.ChainId}, and {_wanted.Configuration!.Protocol.Slug} on chain {_wanted.ChainId} is to be run; use another state directory");
        }
    }

    /// <param name="into">Where the inputs go as well, in place of the store; null for the store.</param>
    private async Task<PipelineStart> ReplayAsync(ArchiveReader reader, BrainConfiguration configuration, ArchiveWriter? into, CancellationToken cancellation)
    {
        var stored = into is null ? await LastStoredAsync(reader, cancellation).ConfigureAwait(false) : 0;
        if (reader.InputCount > 100_000)
        {
            _say($"taking up {reader.InputCount:N0} inputs from {reader.File}");
        }

        var brain = new Brain(configuration);
        var gaps = new List<GapWatch>();
        long at = 0;
        foreach (var input in reader.Read(new LogBatch()))
        {
            cancellation.ThrowIfCancellationRequested();
            if (input is ChainUpdate.Resumed resumed)
            {
                gaps.Add(GapWatch.Open(resumed, brain));
            }

            into?.Append(input);
            var emissions = brain.Step(input);
            if (into is null && at++ >= stored && StoreChanges.Of(input, emissions) is { IsEmpty: false } unit)
            {
                await _store.AppendAsync(unit, cancellation).ConfigureAwait(false);
            }

            if (into is null && emissions.OfType<Emission.Halted>().FirstOrDefault() is { } halted)
            {
                throw new EngineHaltedException($"an earlier run halted: {halted.Reason}. Look into it, then move {_directory} away to begin anew");
            }
        }

        await _store.FlushAsync(cancellation).ConfigureAwait(false);
        return new PipelineStart(configuration, brain, await StillOpenAsync(gaps, cancellation).ConfigureAwait(false));
    }

    /// <summary>
    /// How many inputs there are up to the newest one after which the tip was the store's checkpoint. Repeating those after
    /// it changes nothing. When the tip never was there, the store knows more than the archive: after a power cut.
    /// </summary>
    private async Task<long> LastStoredAsync(ArchiveReader reader, CancellationToken cancellation)
    {
        if ((await _store.LoadAsync(cancellation).ConfigureAwait(false)).Checkpoint is not { } checkpoint)
        {
            return 0;
        }

        var branch = new List<BlockRef>();
        var (at, last) = (0L, long.MaxValue);
        foreach (var input in reader.Read(new LogBatch()))
        {
            at++;
            if (input is ChainUpdate update)
            {
                Follow(branch, update);
                last = branch.Count > 0 && branch[^1] == checkpoint ? at : last;
            }
        }

        return last;
    }

    private static void Follow(List<BlockRef> branch, ChainUpdate update)
    {
        switch (update)
        {
            case ChainUpdate.Committed committed:
                branch.Add(committed.Block.Ref);
                break;
            case ChainUpdate.Resumed resumed:
                branch.Add(resumed.Block.Ref);
                break;
            case ChainUpdate.Reorged reorged:
                branch.RemoveRange(branch.Count - reorged.Old.Length, reorged.Old.Length);
                branch.AddRange(reorged.New.Select(b => b.Ref));
                break;
            case ChainUpdate.Reverted reverted:
                branch.RemoveRange(branch.Count - reverted.Old.Length, reverted.Old.Length);
                break;
            default:
                break;
        }
    }

    /// <summary>Gaps of which the store still misses a block; the rest have been filled.</summary>
    private async Task<ImmutableArray<GapWatch>> StillOpenAsync(List<GapWatch> gaps, CancellationToken cancellation)
    {
        if (gaps.Count == 0)
        {
            return [];
        }

        var missing = (await _store.Ledger.UnverifiedAsync(int.MaxValue, cancellation).ConfigureAwait(false)).Where(u => u.Monitor is null).ToList();
        return [.. gaps.Where(g => missing.Exists(m => m.Blocks.First <= g.Blocks.Last && g.Blocks.First <= m.Blocks.Last))];
    }

    private string Named(int number) => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{number:D4}.hsa"));
}
