using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Homeostat.Core;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Core's configuration as JSON: the same configuration gives the same bytes, and they read back to the same bits. What
/// is missing, null or unknown is refused: a decision must not hang on a default.
/// </summary>
internal static class ConfigurationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        MaxDepth = 32,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static byte[] Write(BrainConfiguration configuration) => JsonSerializer.SerializeToUtf8Bytes(configuration, Options);

    /// <exception cref="JsonException">It is no configuration.</exception>
    public static BrainConfiguration Read(ReadOnlySpan<byte> json)
    {
        var read = JsonSerializer.Deserialize<BrainConfiguration>(json, Options) ?? throw new JsonException("null is no configuration");
        return read with
        {
            Calibration = read.Calibration with { Detectors = read.Calibration.Detectors.ToImmutableSortedDictionary(StringComparer.Ordinal) },
        };
    }
}
