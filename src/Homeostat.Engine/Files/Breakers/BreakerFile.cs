namespace Homeostat.Engine.Files.Breakers;

/// <summary>Loads the parameters of a protocol's autonomous breaker; docs/breaker.md.</summary>
public static class BreakerFile
{
    public const string Schema = "homeostat/breaker/v1";

    /// <exception cref="FilesException">It cannot be deployed; all reasons at once.</exception>
    public static BreakerPlan Load(string path)
    {
        var problems = new FileProblems();
        var plan = Read(path, problems);
        problems.ThrowIfAny();
        return plan;
    }

    internal static BreakerPlan Read(string path, FileProblems problems) =>
        new BreakerReader(FileReader.Yaml(path, Schema, problems)).Read();
}
