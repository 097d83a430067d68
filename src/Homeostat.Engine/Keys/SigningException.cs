namespace Homeostat.Engine.Keys;

/// <summary>There is no signature; the message says why and holds nothing secret.</summary>
public sealed class SigningException(string message, Exception? inner = null) : Exception(message, inner);
