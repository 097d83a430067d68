using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Archive;

/// <summary>Which logs an archive has.</summary>
/// <param name="Addresses">Only of these contracts; of all if there are none.</param>
/// <param name="Topics">Only with one of these first topics; with any if there are none.</param>
public sealed record RecordedLogs(ImmutableArray<Address> Addresses, ImmutableArray<Hash32> Topics)
{
    public static RecordedLogs Everything { get; } = new([], []);

    public static RecordedLogs Of(LogFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new RecordedLogs([.. filter.Addresses], filter.Topics.Count > 0 ? [.. filter.Topics[0]] : []);
    }

    /// <summary>Whether everything that the filter admits has been recorded.</summary>
    public bool Cover(LogFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var wanted = Of(filter);
        return Has(Addresses, wanted.Addresses) && Has(Topics, wanted.Topics);
    }

    private static bool Has<T>(ImmutableArray<T> recorded, ImmutableArray<T> wanted) =>
        recorded.IsEmpty || (!wanted.IsEmpty && !wanted.Except(recorded).Any());
}
