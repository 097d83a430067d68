namespace Homeostat.Engine.Devnet;

/// <summary>A part that the drill needs is missing or does not work; the message says what to do.</summary>
public sealed class DevnetException(string message, Exception? inner = null) : Exception(message, inner);
