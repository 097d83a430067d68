using System.Data;
using System.Data.Common;

namespace Homeostat.Storage;

/// <summary>A connection with its prepared statements, each prepared once. For one thread.</summary>
internal sealed class Session(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);
    private DbTransaction? _transaction;

    public DbTransaction Begin() => _transaction = connection.BeginTransaction(IsolationLevel.Serializable);

    /// <summary>What is read from here on until the connection closes is of one moment.</summary>
    public void BeginReading() => Script("BEGIN");

    /// <summary>Several statements without parameters.</summary>
    public void Script(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Current;
        command.ExecuteNonQuery();
    }

    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Command(sql, parameters).ExecuteNonQuery();

    /// <summary>An integer; null if there is no row, or NULL in it.</summary>
    public long? Value(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Command(sql, parameters).ExecuteScalar() is long value ? value : null;

    public List<T> List<T>(Func<DbDataReader, T> row, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Command(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }
    }

    private DbTransaction? Current => _transaction?.Connection is null ? null : _transaction;

    private DbCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            _prepared[sql] = command;
        }

        command.Transaction = Current;
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        return command;
    }
}
