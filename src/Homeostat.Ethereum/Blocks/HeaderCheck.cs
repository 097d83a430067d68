namespace Homeostat.Ethereum.Blocks;

/// <summary>What recomputing a header's hash said.</summary>
public enum HeaderCheck
{
    /// <summary>The hash is that of the fields: whoever believes the hash may believe the fields.</summary>
    Matches,

    /// <summary>The hash is not that of the fields: the answer is a lie or damaged.</summary>
    Differs,

    /// <summary>The chain's headers have fields that are not known here, or the node left some out.</summary>
    NotCheckable,
}
