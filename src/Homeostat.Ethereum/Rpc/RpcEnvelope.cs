using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// The outer object of an answer or notification. Results stay slices of the message, so that a typed parser reads them
/// straight from what was received.
/// </summary>
internal readonly record struct RpcEnvelope(
    ulong? Id,
    ReadOnlyMemory<byte>? Result,
    RpcException? Error,
    string? SubscriptionId,
    ReadOnlyMemory<byte> Notification)
{
    private static readonly byte[] NullText = [.. "null"u8];
    private static readonly FieldSet Fields = new("answer", "id", "result", "error", "params");
    private static readonly FieldSet ErrorFields = new("error", "code", "message", "data");
    private static readonly FieldSet ParamsFields = new("notification", "subscription", "result");

    public RpcReply ToReply()
    {
        if (Error is not null)
        {
            return new RpcReply(Error);
        }

        return Result is { } result
            ? new RpcReply(result)
            : throw new RpcMalformedException("The answer has neither 'result' nor 'error'.");
    }

    /// <summary>Reads a message that holds one envelope.</summary>
    public static RpcEnvelope Parse(ReadOnlyMemory<byte> message) =>
        RpcJson.Parse(message, (ref Utf8JsonReader reader) => Read(ref reader, message));

    /// <summary>
    /// Reads the answer to the request of that id in one pass: the parser runs over the result where it stands.
    /// </summary>
    public static T Answer<T>(ReadOnlyMemory<byte> message, ulong id, RpcMessageParser<T> parser) => RpcJson.Parse(
        message, (ref Utf8JsonReader reader) => Answer(ref reader, message, id, parser));

    private static T Answer<T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message, ulong id, RpcMessageParser<T> parser)
    {
        var envelope = default(RpcEnvelope);
        T? result = default;
        bool isRead = false;
        ulong seen = 0;
        while (Fields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            bool isNull = reader.TokenType == JsonTokenType.Null;
            if (field == 0)
            {
                envelope = envelope with { Id = ReadId(ref reader) };
            }
            else if (field == 1)
            {
                // Null may stand beside an error. A result that may be null is parsed when there is none.
                envelope = envelope with { Result = ReadOnlyMemory<byte>.Empty };
                isRead = !isNull;
                result = isNull ? result : parser(message.Span, ref reader);
            }
            else if (field == 2 && isRead && !isNull)
            {
                throw new RpcMalformedException("The answer has both 'result' and 'error'.");
            }
            else if (field == 2)
            {
                envelope = envelope with { Error = ReadError(ref reader, message) };
            }
            else
            {
                reader.Skip();
            }
        }

        envelope.RequireId(id);
        _ = envelope.ToReply().Result;
        return isRead ? result! : ParseNull(parser);
    }

    private static T ParseNull<T>(RpcMessageParser<T> parser) => RpcJson.Parse(
        NullText, (ref Utf8JsonReader reader) => parser(NullText, ref reader));

    /// <summary>A node that could not read the request refuses it without an id; anything else must bear ours.</summary>
    public void RequireId(ulong id)
    {
        bool isRefusal = this is { Id: null, Error: not null };
        if (Id != id && !isRefusal)
        {
            throw new RpcMalformedException("The 'id' of the answer is not that of the request.");
        }
    }

    /// <summary>Reads a message that holds one envelope or an array of them.</summary>
    public static IReadOnlyList<RpcEnvelope> ParseMany(ReadOnlyMemory<byte> message) => RpcJson.Parse(
        message,
        (ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartArray
            ? RpcJson.ReadList(ref reader, "batch", (ref Utf8JsonReader item) => Read(ref item, message))
            : [Read(ref reader, message)]);

    private static RpcEnvelope Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
    {
        var envelope = default(RpcEnvelope);
        ulong seen = 0;
        while (Fields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            envelope = field switch
            {
                0 => envelope with { Id = ReadId(ref reader) },
                1 => envelope with { Result = RpcJson.ReadRaw(ref reader, message) },
                2 => envelope with { Error = ReadError(ref reader, message) },
                _ => ReadNotification(ref reader, message, envelope),
            };
        }

        return envelope;
    }

    // A node that could not read the request answers with a null id.
    private static ulong? ReadId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong id)
            ? id
            : throw new RpcMalformedException("The 'id' of the answer is no number of ours.");
    }

    private static RpcException? ReadError(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        int code = 0;
        string text = string.Empty;
        string? data = null;
        ulong seen = 0;
        while (ErrorFields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            switch (field)
            {
                case 0:
                    code = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value)
                        ? value
                        : throw new RpcMalformedException("The 'code' of the error is no number.");
                    break;
                case 1:
                    text = RpcJson.ReadText(ref reader, "message");
                    break;
                default:
                    data = System.Text.Encoding.UTF8.GetString(RpcJson.ReadRaw(ref reader, message).Span);
                    break;
            }
        }

        ErrorFields.Require(seen, "code");
        return new RpcException(code, text, data);
    }

    private static RpcEnvelope ReadNotification(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message, RpcEnvelope envelope)
    {
        ulong seen = 0;
        while (ParamsFields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            envelope = field == 0
                ? envelope with { SubscriptionId = RpcJson.ReadText(ref reader, "subscription") }
                : envelope with { Notification = RpcJson.ReadRaw(ref reader, message) };
        }

        ParamsFields.Require(seen, "subscription", "result");
        return envelope;
    }
}
