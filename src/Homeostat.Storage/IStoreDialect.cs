using System.Data.Common;
using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>What differs between databases; all other SQL is plain.</summary>
internal interface IStoreDialect
{
    /// <summary>Names the store in messages.</summary>
    string File { get; }

    /// <summary>Folder of the embedded migrations.</summary>
    string Migrations { get; }

    /// <summary>Opens a connection that writes durably.</summary>
    DbConnection OpenWriter();

    /// <summary>Opens a connection that cannot write.</summary>
    DbConnection OpenReader();

    /// <summary>What a database error means; null if it is a bug of ours.</summary>
    StoreException? Explain(DbException error);
}
