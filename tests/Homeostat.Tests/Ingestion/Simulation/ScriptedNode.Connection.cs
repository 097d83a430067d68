using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ingestion.Simulation;

internal sealed partial class ScriptedNode
{
    /// <summary>One connection to the node.</summary>
    private sealed class Connection(ScriptedNode node, bool isPersistent) : IRpcSubscriptionTransport
    {
        private readonly List<Sink> _sinks = [];
        private bool _isBroken;

        public Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken) =>
            IsBroken() ? throw new RpcTransportException("connection lost") : node.AnswerAsync(request, cancellationToken);

        /// <summary>One answer's latency for all of them.</summary>
        public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
        {
            var first = await SendAsync(requests[0], cancellationToken).ConfigureAwait(false);
            return [new RpcReply(first), .. requests.Skip(1).Select(r => new RpcReply(Encoding.UTF8.GetBytes(node.Result(r))))];
        }

        public async Task<RpcSubscription<T>> SubscribeAsync<T>(
            IReadOnlyList<JsonNode?> parameters, RpcParser<T> parser, CancellationToken cancellationToken)
        {
            await SendAsync(new RpcRequest("eth_chainId"), cancellationToken).ConfigureAwait(false);
            var channel = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
            var sink = new Sink(
                json => channel.Writer.TryWrite(RpcJson.Parse(Encoding.UTF8.GetBytes(json), parser)),
                () => channel.Writer.TryComplete(new RpcTransportException("connection lost")));
            _sinks.Add(sink);
            return new RpcSubscription<T>("0x1", channel.Reader, () =>
            {
                _sinks.Remove(sink);
                channel.Writer.TryComplete();
            });
        }

        public void Announce(string header)
        {
            foreach (var sink in _sinks.ToList())
            {
                for (var i = 0; i < node.Announcements; i++)
                {
                    sink.Push(header);
                }
            }
        }

        public void Break()
        {
            _isBroken = true;
            if (!isPersistent)
            {
                return;
            }

            node._connections.Remove(this);
            foreach (var sink in _sinks.ToList())
            {
                sink.End();
            }
        }

        /// <summary>What is no standing connection fails once, and the next request opens another.</summary>
        private bool IsBroken()
        {
            var isBroken = _isBroken;
            _isBroken &= isPersistent;
            return isBroken;
        }

        public ValueTask DisposeAsync()
        {
            node._connections.Remove(this);
            return ValueTask.CompletedTask;
        }
    }

    private sealed record Sink(Action<string> Push, Action End);
}
