using System.Diagnostics;

namespace Homeostat.Engine.Devnet;

/// <summary>Runs a program to its end.</summary>
internal static class ChildProcess
{
    /// <summary>Standard output; a non-zero exit or a missing program is a <see cref="DevnetException"/> with what it said.</summary>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string directory,
        string? input,
        CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellation).ConfigureAwait(false);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var said = await output.ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                var complaint = await error.ConfigureAwait(false);
                throw new DevnetException($"`{program} {string.Join(' ', arguments)}` ended with {process.ExitCode}:\n{complaint}{said}");
            }

            return said;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new DevnetException($"{start.FileName} did not start");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new DevnetException($"{start.FileName} cannot be started ({missing.Message}): is Node 20 or newer installed and on PATH?", missing);
        }
    }
}
