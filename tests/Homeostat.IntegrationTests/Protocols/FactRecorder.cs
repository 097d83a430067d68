using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.IntegrationTests.Protocols;

/// <summary>Every fact of the logs of real transactions, in order.</summary>
internal sealed class FactRecorder : IFactSink
{
    private readonly List<object> _facts = [];

    public static IReadOnlyList<object> Of(DecodingDefinition definition, IEnumerable<TransactionReceipt> receipts)
    {
        FactTable table = definition.Compile();
        var recorder = new FactRecorder();
        foreach (LogView log in LogBatch.Of(receipts.SelectMany(receipt => receipt.Logs)))
        {
            table.Decode(log, recorder);
        }

        return recorder._facts;
    }

    public static IReadOnlyList<object> OfCall(DecodingDefinition definition, Homeostat.Engine.Devnet.DevnetTransaction call)
    {
        var recorder = new FactRecorder();
        new CallTable(definition.Compile(), definition.Calls).Decode(call.From, call.To!.Value, call.Data, recorder);
        return recorder._facts;
    }

    public void On(in PriceObserved fact) => _facts.Add(fact);

    public void On(in CollateralMoved fact) => _facts.Add(fact);

    public void On(in AssetMoved fact) => _facts.Add(fact);

    public void On(in ParameterChanged fact) => _facts.Add(fact);

    public void On(in CapabilityExercised fact) => _facts.Add(fact);

    public void On(in PositionChanged fact) => _facts.Add(fact);

    public void On(in Liquidated fact) => _facts.Add(fact);

    public void On(in ImplementationChanged fact) => _facts.Add(fact);

    public void On(in ImplementationApproval fact) => _facts.Add(fact);

    public void On(in PrivilegeChanged fact) => _facts.Add(fact);

    public void On(in RestrictionChanged fact) => _facts.Add(fact);
}
