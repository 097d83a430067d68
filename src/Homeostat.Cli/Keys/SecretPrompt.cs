namespace Homeostat.Cli.Keys;

/// <summary>Asks for a secret on the terminal without showing it.</summary>
internal static class SecretPrompt
{
    private const int MaxChars = 1_024;

    /// <summary>The caller overwrites the answer.</summary>
    /// <param name="instead">What to use where there is no terminal.</param>
    public static char[] Ask(string question, string instead)
    {
        if (Console.IsInputRedirected)
        {
            throw new UsageException($"there is no terminal to ask on: use {instead}");
        }

        Console.Error.Write(question);
        var typed = new char[MaxChars];
        var length = 0;
        try
        {
            while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
            {
                if (key.Key == ConsoleKey.Backspace)
                {
                    length = Math.Max(0, length - 1);
                }
                else if (!char.IsControl(key.KeyChar))
                {
                    typed[length] = key.KeyChar;
                    length = length + 1 < MaxChars ? length + 1 : throw new UsageException($"more than {MaxChars} characters");
                }
            }

            Console.Error.WriteLine();
            return typed[..length];
        }
        finally
        {
            Array.Clear(typed);
        }
    }
}
