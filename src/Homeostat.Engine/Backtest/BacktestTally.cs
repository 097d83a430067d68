using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection.PriceDeviation;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>
/// The state of a backtest: a protocol's table and rules, and what they found so far. Logs come in the order of the chain.
/// </summary>
internal sealed class BacktestTally
{
    private readonly ProtocolDocument _protocol;
    private readonly List<BacktestAlert> _firstAlerts = [];
    private readonly List<FailedLook> _firstUnverifiable = [];
    private BlockNumber? _undecodable;

    public BacktestTally(ProtocolDocument protocol)
    {
        _protocol = protocol;
        Table = protocol.Decoding.Compile();
        Rules = new PriceDeviationRules(protocol.Rules);
        Facts = new FactCounter(Rules);
        AlertsByRule = new long[protocol.Rules.Length];
    }

    public FactTable Table { get; }

    public PriceDeviationRules Rules { get; }

    public FactCounter Facts { get; }

    public long[] AlertsByRule { get; }

    public long Events { get; set; }

    public ulong Unverifiable { get; set; }

    public List<BacktestAlert> FirstAlerts => _firstAlerts;

    public List<FailedLook> FirstUnverifiable => _firstUnverifiable;

    public void Take(RangePart part)
    {
        foreach (var failure in part.Failures)
        {
            Lose(failure);
        }

        foreach (LogView log in part.Logs)
        {
            Take(log, part.Failures);
        }
    }

    public BacktestReport Report(BlockRange range, ulong? resumedFrom) => new(
        _protocol.Slug,
        range,
        Events,
        AlertsByRule.Sum(),
        range.Count,
        Unverifiable,
        [.. Facts.Counts],
        [.. _protocol.Rules.Select((rule, i) => (rule.Slug, AlertsByRule[i]))],
        [.. _firstAlerts],
        [.. _firstUnverifiable],
        resumedFrom);

    private void Take(in LogView log, IReadOnlyList<FailedLook> failures)
    {
        try
        {
            Events += Table.Decode(log, Facts) ? 1 : 0;
        }
        catch (EthereumFormatException malformed)
        {
            // One block is unverifiable once, however much of it cannot be read. The rest of it is looked at all the same.
            var block = log.BlockNumber;
            if (_undecodable != block && !failures.Any(f => f.Range.Contains(block)))
            {
                _undecodable = block;
                Lose(new FailedLook(new BlockRange(log.BlockNumber, log.BlockNumber), malformed.Message));
            }
        }

        if (!Rules.Alerts.IsEmpty)
        {
            Raise(log);
        }
    }

    private void Raise(in LogView log)
    {
        foreach (var alert in Rules.Alerts)
        {
            AlertsByRule[alert.Rule]++;
            if (_firstAlerts.Count < BacktestReport.MaxListed)
            {
                _firstAlerts.Add(new BacktestAlert(
                    log.BlockNumber.Value,
                    log.LogIndex,
                    log.TransactionHash,
                    _protocol.Rules[alert.Rule].Slug,
                    _protocol.Decoding.NameOf(alert.Market, Table),
                    alert.Price,
                    alert.Average));
            }
        }

        Rules.Clear();
    }

    private void Lose(FailedLook look)
    {
        Unverifiable += look.Range.Count;
        if (_firstUnverifiable.Count < BacktestReport.MaxListed)
        {
            _firstUnverifiable.Add(look);
        }
    }
}
