namespace Homeostat.Engine.Networks;

public enum SecretKind
{
    /// <summary>Written in the file itself.</summary>
    Plain,

    /// <summary>In an environment variable of that name.</summary>
    Environment,

    /// <summary>The first line of the file at that path.</summary>
    File,
}

/// <summary>Where a secret is, in place of the secret: `{type: environment|file|plain, value}`.</summary>
public sealed class SecretSource(SecretKind kind, string value)
{
    private const int MaxChars = 4_096;

    public SecretKind Kind => kind;

    /// <summary>Reads it.</summary>
    /// <exception cref="SecretException">It is not there.</exception>
    public string Resolve() => kind switch
    {
        SecretKind.Plain => value,
        SecretKind.Environment => Environment.GetEnvironmentVariable(value) is { Length: > 0 } set
            ? set
            : throw new SecretException($"the environment variable {value} is not set"),
        SecretKind.File => FirstLine(),
        _ => throw new InvalidOperationException($"{kind} is no kind of secret"),
    };

    /// <summary>Where it is; never what it is.</summary>
    public override string ToString() => kind switch
    {
        SecretKind.Environment => $"environment variable {value}",
        SecretKind.File => $"file {value}",
        _ => "value in the configuration",
    };

    private string FirstLine()
    {
        try
        {
            using var reader = new StreamReader(value);
            var buffer = new char[MaxChars];
            var length = reader.ReadBlock(buffer);
            var text = new string(buffer, 0, length);
            Array.Clear(buffer);
            var line = text.Split('\n')[0].TrimEnd('\r');
            return line.Length > 0 ? line : throw new SecretException($"the file {value} begins with an empty line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"the file {value} cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>A secret is not where the configuration says; the message holds its place and not the secret.</summary>
public sealed class SecretException(string message, Exception? inner = null) : Exception(message, inner);
