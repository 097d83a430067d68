namespace Homeostat.Engine.Devnet;

/// <summary>Where the repository's files are: contracts to deploy, scenarios to play, the npm packages.</summary>
public sealed record Checkout(string Root)
{
    private const string Marker = "Homeostat.slnx";

    public string Contracts => Path.Combine(Root, "contracts");

    public string Packages => Path.Combine(Contracts, "node_modules");

    public string Scenarios => Path.Combine(Root, "scenarios");

    public string Config => Path.Combine(Root, "config");

    /// <summary>What is built once and may be deleted at any time.</summary>
    public string Cache => Path.Combine(Root, "artifacts", "drill");

    /// <summary>Walks up from the program, then from the current directory.</summary>
    public static Checkout Find()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, Marker)))
                {
                    return new Checkout(at.FullName);
                }
            }
        }

        throw new DevnetException(
            $"no {Marker} above {AppContext.BaseDirectory} or {Directory.GetCurrentDirectory()}: run the drill from a clone of the repository");
    }
}
