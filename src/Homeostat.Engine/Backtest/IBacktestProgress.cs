using Homeostat.Ethereum;

namespace Homeostat.Engine.Backtest;

/// <summary>Hears how far a backtest is, from the task that runs it.</summary>
public interface IBacktestProgress
{
    /// <summary>Something a person should know, such as that an earlier run is continued.</summary>
    void Said(string text);

    /// <summary>Every block up to this one has been looked at.</summary>
    /// <param name="events">Events so far.</param>
    void Advanced(BlockNumber done, long events);
}
