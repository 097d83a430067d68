namespace Homeostat.Audit.Notes;

/// <summary>A key, note or checkpoint is not one; the message says why and holds nothing secret.</summary>
public sealed class NoteFormatException(string message) : Exception(message);
