using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill;

/// <summary>
/// The council acting through its Safe. What loosens has to wait: the AccessManager is told of it, and it is carried out
/// in the first block in which the delay has passed.
/// </summary>
internal sealed class Council(Stage stage)
{
    private readonly List<(long Due, Address To, byte[] Data)> _scheduled = [];

    public async Task SendAsync(Address to, byte[] data, CancellationToken cancellation)
    {
        var may = await stage.Deployment.ReadAsync(
            "access_manager", "canCall", [stage.Council.Address, to, data[..4]], cancellation).ConfigureAwait(false);
        var delay = (long)may[1].AsUInt64();
        if (may[0].AsBool() || delay == 0)
        {
            await stage.Council.SendAsync(to, data, cancellation).ConfigureAwait(false);
            return;
        }

        var schedule = stage.Deployment.Abi("access_manager").Function("schedule").EncodeCall(to, data, 0);
        await stage.Council.SendAsync(stage.Deployment["access_manager"], schedule, cancellation).ConfigureAwait(false);

        // The clock starts with the block that includes it, which is the next one.
        _scheduled.Add((stage.Chain.Now + delay, to, data));
    }

    /// <param name="time">Time of the coming block [s].</param>
    public async Task ExecuteDueAsync(long time, CancellationToken cancellation)
    {
        foreach (var due in _scheduled.Where(s => time > s.Due + 600).ToList())
        {
            _scheduled.Remove(due);
            await stage.Council.SendAsync(due.To, due.Data, cancellation).ConfigureAwait(false);
        }
    }
}
