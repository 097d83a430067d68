using System.Collections.Immutable;

namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>No endpoint gave an answer that stands. It is not known what the answer would have been.</summary>
public sealed class NoAnswerException : Exception
{
    public NoAnswerException(string question, ImmutableArray<EndpointFault> faults, Exception? innerException = null)
        : base(faults.IsEmpty ? $"no endpoint could be asked for {question}" : $"no endpoint answered {question}: {string.Join("; ", faults)}", innerException)
    {
        Faults = faults;
    }

    /// <summary>What each endpoint did, in the order in which they were asked.</summary>
    public ImmutableArray<EndpointFault> Faults { get; }
}
