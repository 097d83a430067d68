namespace Homeostat.Engine.Pipeline;

/// <summary>The engine stopped rather than guess; the message says why, and an incident says the same.</summary>
public sealed class EngineHaltedException(string reason) : Exception(reason);
