using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;

namespace Homeostat.Storage;

internal sealed partial class ChangeWriter
{
    private void InsertSignals(long block, ImmutableArray<Signal> signals)
    {
        for (var i = 0; i < signals.Length; i++)
        {
            session.Run(
                """
                INSERT INTO signal (block_id, ordinal, detector, scope, class, score, nats, reason)
                VALUES (@block, @ordinal, @detector, @scope, @class, @score, @nats, @reason)
                """,
                ("@block", block), ("@ordinal", i), ("@detector", signals[i].Detector), ("@scope", signals[i].Scope.ToString()),
                ("@class", (long)signals[i].Class), ("@score", signals[i].Score), ("@nats", signals[i].Nats), ("@reason", signals[i].Reason));
        }
    }

    private void InsertDecisions(long block, ImmutableArray<Decision> decisions, ImmutableArray<ContainmentAction> actions)
    {
        foreach (var decision in decisions)
        {
            session.Run(
                "INSERT INTO decision (decision_id, block_id, scope, rung, body) VALUES (@decision, @block, @scope, @rung, @body)",
                ("@decision", decision.Id.ToBytes()), ("@block", block), ("@scope", decision.Scope.ToString()),
                ("@rung", decision.Rung.Slug), ("@body", RecordJson.Write(decision)));
        }

        for (var i = 0; i < actions.Length; i++)
        {
            var (kind, body) = RecordJson.Write(actions[i]);
            session.Run(
                """
                INSERT INTO outbox (action_id, block_id, ordinal, decision_id, kind, body)
                VALUES (@action, @block, @ordinal, @decision, @kind, @body)
                """,
                ("@action", actions[i].Id.ToBytes()), ("@block", block), ("@ordinal", i),
                ("@decision", actions[i].DecisionId.ToBytes()), ("@kind", kind), ("@body", body));
        }
    }

    private void Settle(ActionOutcome outcome) => session.Run(
        """
        INSERT INTO outcome (stream_id, action_id, status, block_number, block_hash, gas_used, holds, detail)
        VALUES (@stream, @action, @status, @number, @hash, @gas, @holds, @detail) ON CONFLICT DO NOTHING
        """,
        ("@stream", stream), ("@action", outcome.ActionId.ToBytes()), ("@status", (long)outcome.Status),
        ("@number", Rows.Number(outcome.Block.Number)), ("@hash", outcome.Block.Hash.ToBytes()), ("@gas", outcome.GasUsed),
        ("@holds", outcome.PostConditionHolds ? 1 : 0), ("@detail", outcome.Detail));
}
