using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// How one log object is written: the text between its values, to the byte, and which value stands where. A node writes its
/// logs alike, so that the next one is read by comparing that text instead of by JSON's grammar. What differs in one byte,
/// has an escape or an unusual value is left to <see cref="LogReader"/>: this reads nothing that the strict reader would not,
/// and nothing otherwise.
/// </summary>
internal ref struct LogShape
{
    private const int MaxParts = 16;
    private const int AddressDigits = 2 * Address.Size;
    private const int HashDigits = 2 * Hash32.Size;

    private readonly ReadOnlySpan<byte> _sample;
    private readonly Parts _parts;
    private readonly int _count;
    private readonly int _end;
    private readonly bool _removed;

    private LogShape(ReadOnlySpan<byte> sample, scoped in Parts parts, int count, int end, bool removed)
    {
        _sample = sample;
        _parts = parts;
        _count = count;
        _end = end;
        _removed = removed;
    }

    /// <param name="sample">One log object that the strict reader has accepted.</param>
    public static LogShape Of(ReadOnlySpan<byte> sample)
    {
        var reader = new Utf8JsonReader(sample);
        var parts = default(Parts);
        int count = 0;
        int end = 0;
        bool removed = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            LogField field = LogFields.Of(ref reader);
            reader.Read();
            removed |= field == LogField.Removed && reader.TokenType == JsonTokenType.True;
            var start = (int)reader.TokenStartIndex + Opening(reader.TokenType, field);
            bool varies = start > (int)reader.TokenStartIndex;
            reader.Skip();
            if (varies && count < MaxParts)
            {
                parts[count] = new Part(field, end, start - end);
                end = (int)reader.BytesConsumed - 1;
            }

            count += varies ? 1 : 0;
        }

        return new LogShape(sample, parts, count, end, removed);
    }

    /// <summary>
    /// Reads logs written alike, each behind a comma, from a position right behind one. Returns the position behind the last.
    /// </summary>
    public readonly int ReadAlike(ReadOnlySpan<byte> message, int at, ref LogReader logs)
    {
        // A shape of too many parts is none.
        while (_count <= MaxParts && TryRead(message, at, ref logs, out int end))
        {
            at = end;
        }

        return at;
    }

    /// <summary>
    /// Bytes from the start of a value to what varies in it; 0 where nothing may vary. An escape in a value is no digit, so
    /// nothing is like it.
    /// </summary>
    private static int Opening(JsonTokenType token, LogField field) => (token, field) switch
    {
        (JsonTokenType.StartArray, LogField.Topics) => "["u8.Length,
        (JsonTokenType.String, LogField.None) => "\""u8.Length,
        (JsonTokenType.String, _) => "\"0x"u8.Length,
        _ => 0,
    };

    private readonly bool TryRead(ReadOnlySpan<byte> message, int at, ref LogReader logs, out int end)
    {
        end = 0;
        if (at >= message.Length || message[at] != (byte)',')
        {
            return false;
        }

        ReadOnlySpan<byte> rest = message[(at + 1)..];
        var draft = new LogDraft { Removed = _removed };
        for (int i = 0; i < _count; i++)
        {
            Part part = _parts[i];
            ReadOnlySpan<byte> literal = _sample.Slice(part.Start, part.Length);
            if (!rest.StartsWith(literal) || !TryRead(part.Field, rest[literal.Length..], ref logs, ref draft, out int length))
            {
                return false;
            }

            rest = rest[(literal.Length + length)..];
        }

        ReadOnlySpan<byte> last = _sample[_end..];
        if (!rest.StartsWith(last))
        {
            return false;
        }

        end = message.Length - rest.Length + last.Length;
        return logs.TryAppend(draft);
    }

    private static bool TryRead(LogField field, ReadOnlySpan<byte> text, ref LogReader logs, ref LogDraft draft, out int length)
    {
        switch (field)
        {
            case LogField.Address:
                length = AddressDigits;
                return TryReadAddress(text, ref draft);
            case LogField.Topics:
                return TryReadTopics(text, logs.TopicRoom(), ref draft, out length);
            case LogField.Data:
                length = text.IndexOf((byte)'"');
                draft.Data = length < 0 ? default : text[..length];
                return length >= 0;
            case LogField.BlockHash or LogField.TransactionHash:
                length = HashDigits;
                return TryReadHash(field, text, ref logs, ref draft);
            case LogField.None:
                // A value that nobody reads: of it, too, only what cannot be anything but a plain string.
                length = text.IndexOf((byte)'"');
                return length >= 0 && HexDigits.AreAllOrPrefix(text[..length]);
            default:
                return TryReadNumber(field, text, ref draft, out length);
        }
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> text, ref LogDraft draft)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        if (text.Length < AddressDigits || !Hex.TryDecodeDigits(text[..AddressDigits], bytes))
        {
            return false;
        }

        draft.Address = new Address(bytes);
        return true;
    }

    private static bool TryReadTopics(ReadOnlySpan<byte> text, Span<byte> room, ref LogDraft draft, out int length)
    {
        ReadOnlySpan<byte> opening = "\"0x"u8;
        length = 0;
        while (length < text.Length && text[length] != (byte)']')
        {
            ReadOnlySpan<byte> topic = text[length..];
            int closing = opening.Length + HashDigits;
            if (draft.TopicCount == LogBatch.MaxTopics
                || topic.Length <= closing + 2
                || !topic.StartsWith(opening)
                || topic[closing] != (byte)'"'
                || !Hex.TryDecodeDigits(topic[opening.Length..closing], room.Slice(draft.TopicCount * Hash32.Size, Hash32.Size)))
            {
                return false;
            }

            draft.TopicCount++;
            length += closing + 1;
            if (text[length] == (byte)',' && topic[closing + 2] == (byte)'"')
            {
                length++;
            }
            else if (text[length] != (byte)']')
            {
                return false;
            }
        }

        return length < text.Length;
    }

    private static bool TryReadHash(LogField field, ReadOnlySpan<byte> text, ref LogReader logs, ref LogDraft draft)
    {
        if (text.Length < HashDigits)
        {
            return false;
        }

        ReadOnlySpan<byte> digits = text[..HashDigits];
        return field == LogField.BlockHash
            ? logs.TryReadBlockHash(digits, out draft.BlockHash)
            : logs.TryReadTransactionHash(digits, out draft.TransactionHash);
    }

    private static bool TryReadNumber(LogField field, ReadOnlySpan<byte> text, ref LogDraft draft, out int length)
    {
        bool isBlock = field == LogField.BlockNumber;
        if (!HexDigits.TryReadNumber(text, isBlock ? 2 * sizeof(ulong) : 2 * sizeof(uint), out ulong number, out length))
        {
            return false;
        }

        switch (field)
        {
            case LogField.BlockNumber: draft.BlockNumber = number; break;
            case LogField.TransactionIndex: draft.TransactionIndex = (uint)number; break;
            default: draft.LogIndex = (uint)number; break;
        }

        return true;
    }

    private readonly record struct Part(LogField Field, int Start, int Length);

    [System.Runtime.CompilerServices.InlineArray(MaxParts)]
    private struct Parts
    {
        private Part _first;
    }
}
