using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>Brings a store to this version's schema: embedded scripts by number, all or none.</summary>
internal static class Migrator
{
    public static void Run(DbConnection connection, IStoreDialect dialect)
    {
        using var session = new Session(connection);
        using var transaction = session.Begin();
        session.Script("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        var scripts = Scripts(dialect.Migrations);
        var version = session.Value("SELECT MAX(version) FROM schema_version") ?? 0;
        if (version > scripts[^1].Version)
        {
            throw new StoreException(
                StoreFault.NewerSchema,
                dialect.File,
                $"has schema {version}, which a newer homeostat wrote; this one knows {scripts[^1].Version}. Use the newer one, or another file",
                null);
        }

        foreach (var (number, sql) in scripts.Where(s => s.Version > version))
        {
            session.Script(sql);
            session.Run("INSERT INTO schema_version (version) VALUES (@version)", ("@version", number));
        }

        transaction.Commit();
    }

    internal static IReadOnlyList<(long Version, string Sql)> Scripts(string folder)
    {
        var assembly = typeof(Migrator).Assembly;
        var prefix = $"Homeostat.Storage.Migrations.{folder}/";
        return [.. assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (long.Parse(n.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), Read(assembly, n)))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
