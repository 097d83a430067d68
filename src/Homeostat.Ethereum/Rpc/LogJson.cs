using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads logs: the hottest parser of the client.</summary>
internal static class LogJson
{
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

    /// <summary>
    /// Appends an array of logs; on failure the batch is as it was before. Returns how many there were.
    /// </summary>
    public static int ReadInto(ref Utf8JsonReader reader, LogBatch batch)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw RpcJson.Malformed("logs", "an array");
        }

        int before = batch.Count;
        bool isRead = false;
        try
        {
            var logs = new LogReader(batch);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                logs.Read(ref reader);
            }

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
}
