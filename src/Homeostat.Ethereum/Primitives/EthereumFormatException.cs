namespace Homeostat.Ethereum;

/// <summary>
/// Text or bytes from outside do not have the form that the specification demands, or a value does not fit the type it
/// is to be encoded as. Every reader of this project throws this and nothing else for bad input.
/// </summary>
public sealed class EthereumFormatException : FormatException
{
    public EthereumFormatException(string message) : base(message)
    {
    }

    public EthereumFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
