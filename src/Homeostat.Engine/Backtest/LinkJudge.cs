namespace Homeostat.Engine.Backtest;

/// <summary>
/// Holds each block against the one before it, over all answers: a header that is right by itself may be of another chain.
/// Where two do not join, one of them is, and nothing tells which: both are failed looks, each once.
/// </summary>
internal sealed class LinkJudge
{
    private BlockLink? _last;
    private ulong? _lost;

    /// <summary>Parts come in the order of their blocks.</summary>
    public void Judge(RangeDraft part)
    {
        foreach (var link in part.Links)
        {
            if (_last is { } before && before.Number + 1 == link.Number && !link.Extends(before))
            {
                if (_lost != before.Number)
                {
                    part.Failed(before.Number, $"block {link.Number} does not extend block {before.Number}: one of them is of another chain");
                }

                part.Failed(link.Number, $"block {link.Number} does not extend block {before.Number}: one of them is of another chain");
                _lost = link.Number;
            }

            _last = link;
        }
    }
}
