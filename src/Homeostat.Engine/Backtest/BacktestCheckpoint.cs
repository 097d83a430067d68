using System.Text.Json;
using Homeostat.Engine.Files;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Backtest;

/// <summary>
/// How far a backtest came, in a file: counts and the state of its rules after a block, so that going on gives what an
/// uninterrupted run would have given. Replaced as a whole, so that a crash leaves the one before.
/// </summary>
/// <param name="path">Where it is kept.</param>
/// <param name="identity">What must be the same for it to be continued: a hash of the protocol file and its bindings.</param>
public sealed class BacktestCheckpoint(string path, Hash32 identity)
{
    public const string Schema = "homeostat/backtest-checkpoint/v1";

    private const long MaxBytes = 1L << 30;

    public string Path { get; } = path;

    /// <summary>Puts the state back and says which block comes next; null where there is no checkpoint.</summary>
    /// <exception cref="FilesException">The file is something else, or of another backtest.</exception>
    internal BlockNumber? Restore(BacktestTally tally, BlockRange range)
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(Path);
            if (file.Length > MaxBytes)
            {
                throw Refuse("", null, "is too large to be a checkpoint");
            }

            using var json = JsonDocument.Parse(file);
            var root = json.RootElement;
            Require(root, "schema", Schema);
            Require(root, "protocol_hash", identity.ToString());
            Require(root, "range", range.ToString());
            TallyJson.Read(root, tally);
            var next = new BlockNumber(root.GetProperty("next_block").GetUInt64());
            return range.Contains(next) ? next : throw Refuse("next_block", next.ToString(), "is not in the range");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Refuse("", null, $"is no checkpoint: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse("", null, $"cannot be read: {e.Message}");
        }
    }

    /// <exception cref="FilesException">It cannot be written.</exception>
    internal void Save(BacktestTally tally, BlockRange range, BlockNumber next)
    {
        var unfinished = Path + ".new";
        try
        {
            using (var file = File.Create(unfinished))
            {
                using var json = new Utf8JsonWriter(file);
                json.WriteStartObject();
                json.WriteString("schema", Schema);
                json.WriteString("protocol_hash", identity.ToString());
                json.WriteString("range", range.ToString());
                json.WriteNumber("next_block", next.Value);
                TallyJson.Write(json, tally);
                json.WriteEndObject();
            }

            File.Move(unfinished, Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse("", null, $"cannot be written: {e.Message}");
        }
    }

    /// <summary>The backtest is done: nothing is left to go on with.</summary>
    internal void Delete()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse("", null, $"is done with and cannot be deleted: {e.Message}");
        }
    }

    private void Require(JsonElement root, string key, string expected)
    {
        var found = root.GetProperty(key).GetString();
        if (found != expected)
        {
            throw Refuse(key, found, "is of another backtest; delete the file to begin anew, or name another with --resume");
        }
    }

    private FilesException Refuse(string key, string? value, string what) =>
        new([new FileProblem(new FilePlace(Path, 0, 0), key, value, what, null)]);
}
