using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Drill;

/// <summary>
/// The council acting through its Safe. What loosens has to wait: the AccessManager is told of it, and it is carried out
/// in the first block in which the delay has passed.
/// </summary>
internal sealed class Council(Stage stage)
{
    private readonly List<(CallStep Step, Address To, byte[] Data)> _scheduled = [];

    /// <summary>The transaction if it takes effect at once; null if it had to be scheduled.</summary>
    public async Task<Hash32?> SendAsync(CallStep step, Address to, byte[] data, CancellationToken cancellation)
    {
        if (!await HasToWaitAsync(step.Send.Call.Target, to, data, cancellation).ConfigureAwait(false))
        {
            return await stage.Council.SendAsync(to, data, cancellation).ConfigureAwait(false);
        }

        var schedule = stage.Deployment.Abi("access_manager").Function("schedule").EncodeCall(to, data, 0);
        await stage.Council.SendAsync(stage.Deployment["access_manager"], schedule, cancellation).ConfigureAwait(false);
        _scheduled.Add((step, to, data));
        return null;
    }

    /// <summary>Carries out what may be carried out in the coming block.</summary>
    /// <param name="time">Time of the coming block [s].</param>
    public async Task<IReadOnlyList<(CallStep Step, Hash32 Hash)>> ExecuteDueAsync(long time, CancellationToken cancellation)
    {
        var sent = new List<(CallStep, Hash32)>();
        foreach (var due in _scheduled.ToList())
        {
            var id = await ReadAsync("hashOperation", [stage.Council.Address, due.To, due.Data], cancellation).ConfigureAwait(false);
            var from = (long)(await ReadAsync("getSchedule", [id], cancellation).ConfigureAwait(false)).AsUInt64();
            if (from > 0 && time >= from)
            {
                _scheduled.Remove(due);
                sent.Add((due.Step, await stage.Council.SendAsync(due.To, due.Data, cancellation).ConfigureAwait(false)));
            }
        }

        return sent;
    }

    /// <summary>Only what answers to the AccessManager can be made to wait by it.</summary>
    private async Task<bool> HasToWaitAsync(string target, Address to, byte[] data, CancellationToken cancellation)
    {
        if (!stage.Deployment.Abi(target).HasFunction("authority"))
        {
            return false;
        }

        var may = await stage.Deployment.ReadAsync(
            "access_manager", "canCall", [stage.Council.Address, to, data[..4]], cancellation).ConfigureAwait(false);
        return !may[0].AsBool() && may[1].AsUInt64() > 0;
    }

    private async Task<AbiValue> ReadAsync(string function, AbiValue[] arguments, CancellationToken cancellation) =>
        (await stage.Deployment.ReadAsync("access_manager", function, arguments, cancellation).ConfigureAwait(false))[0];
}
