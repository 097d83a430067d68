namespace Homeostat.Engine.Archive;

/// <summary>The chain could not be recorded any further; what was recorded before stands.</summary>
public sealed class RecordingException(string message) : Exception(message);
