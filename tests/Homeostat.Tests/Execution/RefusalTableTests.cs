using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Execution;

/// <summary>The nodes' own wordings, as their sources have them.</summary>
public class RefusalTableTests
{
    public static TheoryData<string, RefusalKind> Wordings => new()
    {
        // go-ethereum (and reth, which mirrors it)
        { "already known", RefusalKind.AlreadyKnown },
        { "nonce too low: next nonce 5, tx nonce 4", RefusalKind.NonceTooLow },
        { "nonce too high: address 0xab, tx: 9 state: 4", RefusalKind.NonceTooHigh },
        { "replacement transaction underpriced: new tx gas fee cap 10 <= 11 queued", RefusalKind.ReplacementUnderpriced },
        { "transaction underpriced: gas tip cap 1, minimum needed 2", RefusalKind.Underpriced },
        { "max fee per gas less than block base fee: address 0xab, maxFeePerGas: 1, baseFee: 7", RefusalKind.Underpriced },
        { "insufficient funds for gas * price + value: balance 0, tx cost 9, overshot 9", RefusalKind.InsufficientFunds },
        { "tx fee (2.50 ether) exceeds the configured cap (1.00 ether)", RefusalKind.FeeCapExceeded },
        { "intrinsic gas too low: gas 20000, minimum needed 21000", RefusalKind.GasLimit },
        { "exceeds block gas limit", RefusalKind.GasLimit },
        { "transaction gas limit too high (cap: 16777216, tx: 20000000)", RefusalKind.GasLimit },
        { "txpool is full", RefusalKind.PoolFull },
        { "in-flight transaction limit reached for delegated accounts", RefusalKind.PoolFull },
        { "transaction type not supported", RefusalKind.Unsupported },
        { "only replay-protected (EIP-155) transactions allowed over RPC", RefusalKind.Unsupported },

        // anvil
        { "transaction already imported", RefusalKind.AlreadyKnown },
        { "nonce too low", RefusalKind.NonceTooLow },
        { "replacement transaction underpriced", RefusalKind.ReplacementUnderpriced },
        { "max fee per gas less than block base fee", RefusalKind.Underpriced },
        { "Insufficient funds for gas * price + value", RefusalKind.InsufficientFunds },

        // erigon
        { "INTERNAL_ERROR: existing tx with same hash", RefusalKind.AlreadyKnown },
        { "INTERNAL_ERROR: could not replace existing tx", RefusalKind.ReplacementUnderpriced },
        { "INTERNAL_ERROR: nonce too low", RefusalKind.NonceTooLow },
        { "INTERNAL_ERROR: insufficient funds", RefusalKind.InsufficientFunds },
        { "fee too low", RefusalKind.Underpriced },

        // nethermind, before and since it took over geth's wordings
        { "AlreadyKnown", RefusalKind.AlreadyKnown },
        { "OldNonce, Current nonce: 22, nonce of rejected tx: 17", RefusalKind.NonceTooLow },
        { "NonceGap, Future nonce. Expected nonce: 10", RefusalKind.NonceTooHigh },
        { "ReplacementNotAllowed", RefusalKind.ReplacementUnderpriced },
        { "OwnNonceAlreadyUsed", RefusalKind.ReplacementUnderpriced },
        { "FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 50, BaseFee: 100, MaxPriorityFeePerGas:10, Block number: 5", RefusalKind.Underpriced },
        { "FeeTooLowToCompete", RefusalKind.Underpriced },
        { "InsufficientFunds, Account balance: 4740799397601480913, cumulative cost: 22019342038993800000", RefusalKind.InsufficientFunds },
        { "GasLimitExceeded, Gas limit: 100, gas limit of rejected tx: 150", RefusalKind.GasLimit },
        { "NonceTooFarInFuture", RefusalKind.NonceTooHigh },

        // besu
        { "Known transaction", RefusalKind.AlreadyKnown },
        { "Nonce too low", RefusalKind.NonceTooLow },
        { "Replacement transaction underpriced", RefusalKind.ReplacementUnderpriced },
        { "Gas price below configured minimum gas price", RefusalKind.Underpriced },
        { "Upfront cost exceeds account balance", RefusalKind.InsufficientFunds },
        { "Transaction fee cap exceeded", RefusalKind.FeeCapExceeded },
        { "Intrinsic gas exceeds gas limit", RefusalKind.GasLimit },

        // nitro
        { "nonce too low: address: 0x0499 current nonce (7833) > tx nonce (7830)", RefusalKind.NonceTooLow },
        { "invalid transaction nonce", RefusalKind.NonceTooLow },
        { "not enough funds for gas", RefusalKind.InsufficientFunds },
        { "sequencer pending tx pool full, please try again", RefusalKind.PoolFull },
        { "execution reverted: RestrictionBudgetExceeded", RefusalKind.Reverts },

        // openethereum, whose descendants still answer like it
        { "Transaction with the same hash was already imported.", RefusalKind.AlreadyKnown },
        { "Transaction nonce is too low. Try incrementing the nonce.", RefusalKind.NonceTooLow },
        { "Transaction gas price 100 is too low. There is another transaction with same nonce in the queue", RefusalKind.ReplacementUnderpriced },

        { "the method eth_sendRawTransaction does not exist/is not available", RefusalKind.Unsupported },
        { "computer says no", RefusalKind.Other },
        { "", RefusalKind.Other },
    };

    [Theory]
    [MemberData(nameof(Wordings))]
    public void A_nodes_wording_is_understood(string message, RefusalKind kind)
    {
        Assert.Equal(kind, RefusalTable.Classify(message));
    }

    [Fact]
    public void A_node_that_does_not_answer_may_have_taken_it_all_the_same()
    {
        Assert.Equal(RefusalKind.Unreachable, Refusal.Of("node", new RpcTransportException("hung up")).Kind);
        Assert.Equal(RefusalKind.Unreachable, Refusal.Of("node", new RpcMalformedException("half an answer")).Kind);
    }
}
