using System.Collections.Immutable;
using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>Changes that become durable together.</summary>
/// <param name="Durable">Completed once they are, and everything before them; null if nobody waits.</param>
internal sealed record StoreUnit(ImmutableArray<StoreChange> Changes, TaskCompletionSource? Durable);
