namespace Homeostat.Ethereum.Rpc;

/// <summary>A log of a batch without its topics and data, which lie from <see cref="Offset"/> on in the batch's bytes.</summary>
internal struct LogEntry
{
    public Address Address;
    public LogPosition Position;
    public int Offset;
    public int TopicCount;
    public int DataLength;
}
