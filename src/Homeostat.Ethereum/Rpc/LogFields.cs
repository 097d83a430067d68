using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>The members of a log object that are read, one bit each.</summary>
[Flags]
internal enum LogField
{
    None = 0,
    Address = 1,
    Topics = 1 << 1,
    Data = 1 << 2,
    BlockNumber = 1 << 3,
    BlockHash = 1 << 4,
    TransactionHash = 1 << 5,
    TransactionIndex = 1 << 6,
    LogIndex = 1 << 7,
    Removed = 1 << 8,
}

/// <summary>Tells a log's members apart by length first: no two names are compared in full.</summary>
internal static class LogFields
{
    private const LogField Required = (LogField)((1 << 8) - 1);

    private static readonly (LogField Field, string Name)[] Names =
    [
        (LogField.Address, "address"),
        (LogField.Topics, "topics"),
        (LogField.Data, "data"),
        (LogField.BlockNumber, "blockNumber"),
        (LogField.BlockHash, "blockHash"),
        (LogField.TransactionHash, "transactionHash"),
        (LogField.TransactionIndex, "transactionIndex"),
        (LogField.LogIndex, "logIndex"),
        (LogField.Removed, "removed"),
    ];

    /// <summary>The member under the reader, which stands on its name; None for one that is not ours.</summary>
    public static LogField Of(ref Utf8JsonReader reader) => reader.ValueIsEscaped ? OfEscaped(ref reader) : Of(reader.ValueSpan);

    /// <exception cref="RpcMalformedException">A member is missing; the message names it.</exception>
    public static void Require(LogField seen)
    {
        LogField missing = Required & ~seen;
        if (missing != LogField.None)
        {
            throw new RpcMalformedException($"The log has no field '{NameOf(missing)}'.");
        }
    }

    public static RpcMalformedException Repeated(LogField field) => new($"The log has the field '{NameOf(field)}' twice.");

    private static LogField Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("data"u8) => LogField.Data,
        6 when name.SequenceEqual("topics"u8) => LogField.Topics,
        7 when name.SequenceEqual("address"u8) => LogField.Address,
        7 when name.SequenceEqual("removed"u8) => LogField.Removed,
        8 when name.SequenceEqual("logIndex"u8) => LogField.LogIndex,
        9 when name.SequenceEqual("blockHash"u8) => LogField.BlockHash,
        11 when name.SequenceEqual("blockNumber"u8) => LogField.BlockNumber,
        15 when name.SequenceEqual("transactionHash"u8) => LogField.TransactionHash,
        16 when name.SequenceEqual("transactionIndex"u8) => LogField.TransactionIndex,
        _ => LogField.None,
    };

    private static LogField OfEscaped(ref Utf8JsonReader reader)
    {
        foreach ((LogField field, string name) in Names)
        {
            if (reader.ValueTextEquals(name))
            {
                return field;
            }
        }

        return LogField.None;
    }

    private static string NameOf(LogField fields) => Names.First(n => (n.Field & fields) != LogField.None).Name;
}
