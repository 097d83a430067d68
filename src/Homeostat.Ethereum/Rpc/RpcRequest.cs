using System.Text.Json;
using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

/// <summary>A method and its positional parameters.</summary>
public sealed class RpcRequest
{
    public RpcRequest(string method, params IReadOnlyList<JsonNode?> parameters)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        Method = method;
        Parameters = parameters;
    }

    public string Method { get; }

    public IReadOnlyList<JsonNode?> Parameters { get; }

    internal void WriteTo(Utf8JsonWriter writer, ulong id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WriteNumber("id"u8, id);
        writer.WriteString("method"u8, Method);
        writer.WriteStartArray("params"u8);
        foreach (JsonNode? parameter in Parameters)
        {
            if (parameter is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                parameter.WriteTo(writer);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>The answer to one request of a batch: the result as JSON text in UTF-8, or the error of that request.</summary>
public readonly record struct RpcReply
{
    private readonly ReadOnlyMemory<byte> _result;

    internal RpcReply(ReadOnlyMemory<byte> result) => _result = result;

    internal RpcReply(RpcException error) => Error = error;

    public RpcException? Error { get; }

    /// <summary>The result; throws <see cref="Error"/> if there is one.</summary>
    public ReadOnlyMemory<byte> Result => Error is null ? _result : throw Error;
}
