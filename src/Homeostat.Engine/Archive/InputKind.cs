namespace Homeostat.Engine.Archive;

/// <summary>The byte before each input. Never renumbered: it is in files.</summary>
internal enum InputKind : byte
{
    Committed = 1,
    Reorged = 2,
    Reverted = 3,
    Simulation = 4,
    ActionOutcome = 5,
    Tick = 6,
    OperatorCommand = 7,
    Resumed = 8,
    Diverged = 9,
    Forewarning = 10,
}
