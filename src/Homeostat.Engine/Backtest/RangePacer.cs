namespace Homeostat.Engine.Backtest;

/// <summary>
/// Sizes the next chunk: doubles while answers are small, follows the target where logs are dense, halves when the node
/// cannot or will not, and then grows back with a patience that each failure doubles. Safe for concurrent use.
/// </summary>
internal sealed class RangePacer(RangeOptions options)
{
    private const int MaxPatience = 64;

    private readonly Lock _gate = new();
    private int _blocks = Math.Min(options.FirstBlocks, options.MaxBlocks);
    private int _patience = 1;
    private int _goodInARow;

    public int Blocks
    {
        get
        {
            lock (_gate)
            {
                return _blocks;
            }
        }
    }

    public void Succeeded(ulong blocks, int logs)
    {
        lock (_gate)
        {
            _goodInARow++;
            if (logs > 2 * options.TargetLogs)
            {
                _blocks = Math.Max(1, (int)((long)blocks * options.TargetLogs / logs));
            }
            else if (2L * logs <= options.TargetLogs && (int)blocks == _blocks && _goodInARow >= _patience)
            {
                _blocks = (int)Math.Min(2L * _blocks, options.MaxBlocks);
                _goodInARow = 0;
            }
        }
    }

    public void Failed(ulong blocks)
    {
        lock (_gate)
        {
            _blocks = Math.Max(1, Math.Min(_blocks, (int)(blocks / 2)));
            _patience = Math.Min(2 * _patience, MaxPatience);
            _goodInARow = 0;
        }
    }
}
