using System.Data.Common;

namespace Homeostat.Storage;

/// <summary>Reads beside the writer, on a connection of its own; WAL shows it the last commit.</summary>
internal static class Reading
{
    public static Task<T> RunAsync<T>(IStoreDialect dialect, Func<Session, T> read, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                using var connection = dialect.OpenReader();
                using var session = new Session(connection);
                session.BeginReading();
                return read(session);
            }
            catch (DbException broken) when (dialect.Explain(broken) is { } explained)
            {
                throw explained;
            }
        },
        cancellation);
}
