using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads logs: the hottest parser of the client.</summary>
internal static class LogJson
{
    // A node writes all of its logs alike. One that does not is read the general way after a few tries.
    private const int MaxShapes = 8;
    private const int WorthLearning = 16;

    /// <summary>For receipts and subscriptions, whose logs outlive the message.</summary>
    public static List<Log> ReadList(ref Utf8JsonReader reader)
    {
        var batch = new LogBatch();
        ReadInto(ref reader, batch);
        var logs = new List<Log>(batch.Count);
        foreach (LogView log in batch)
        {
            logs.Add(log.ToLog());
        }

        return logs;
    }

    public static Log Read(ref Utf8JsonReader reader)
    {
        var batch = new LogBatch();
        new LogReader(batch).Read(ref reader);
        return batch[0].ToLog();
    }

    /// <summary>Appends an array of logs; on failure the batch is as it was before. Returns how many there were.</summary>
    public static int ReadInto(ref Utf8JsonReader reader, LogBatch batch) => ReadInto([], ref reader, batch);

    /// <param name="message">
    /// What the reader reads, from its start, so that logs written alike can be read without it; empty if not known. Warning:
    /// the reader may be another one afterwards, whose positions count from within the message.
    /// </param>
    public static int ReadInto(ReadOnlySpan<byte> message, ref Utf8JsonReader reader, LogBatch batch)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw RpcJson.Malformed("logs", "an array");
        }

        int before = batch.Count;
        bool isRead = false;
        try
        {
            ReadItems(message, ref reader, batch);
            isRead = true;
            return batch.Count - before;
        }
        finally
        {
            if (!isRead)
            {
                batch.TruncateTo(before);
            }
        }
    }

    private static void ReadItems(ReadOnlySpan<byte> message, ref Utf8JsonReader reader, LogBatch batch)
    {
        var logs = new LogReader(batch);
        int shapes = message.IsEmpty ? 0 : MaxShapes;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long start = reader.TokenStartIndex;
            logs.Read(ref reader);
            if (shapes > 0)
            {
                var shape = LogShape.Of(message[(int)start..(int)reader.BytesConsumed]);
                int end = shape.ReadAlike(message, (int)reader.BytesConsumed, ref logs);

                // Few logs alike are not worth learning a shape for.
                shapes -= end - reader.BytesConsumed < WorthLearning * (reader.BytesConsumed - start) ? 1 : 0;
                message = message[end..];
                reader = new Utf8JsonReader(message, isFinalBlock: true, reader.CurrentState);
            }
        }
    }
}
