using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Homeostat.IntegrationTests.Run;

/// <summary>`homeostat run` as a process of its own, as a user starts it.</summary>
internal sealed partial class RunProcess : IDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunProcess(Process process) => _process = process;

    /// <summary>Everything that it has said.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public static RunProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "homeostat.dll"), "run", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var run = new RunProcess(new Process { StartInfo = start });
        run._process.ErrorDataReceived += (_, e) => run.Heard(e.Data);
        run._process.OutputDataReceived += (_, e) => run.Heard(e.Data);
        run._process.Start();
        run._process.BeginErrorReadLine();
        run._process.BeginOutputReadLine();
        return run;
    }

    /// <summary>The first line with the text, said already or to come.</summary>
    public async Task<string> SaysAsync(string text, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
                {
                    return line;
                }

                news = _news.Task;
            }

            try
            {
                await Task.WhenAny(news, _process.WaitForExitAsync(limit.Token)).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                Assert.Fail($"nothing was said of \"{text}\":\n{string.Join('\n', Lines)}");
            }

            Assert.False(_process.HasExited && !news.IsCompleted, $"it ended without a word of \"{text}\":\n{string.Join('\n', Lines)}");
        }
    }

    /// <summary>What it serves under /metrics.</summary>
    public async Task<string> MetricsAsync(CancellationToken cancellation)
    {
        var url = Url().Match(await SaysAsync("metrics: ", cancellation)).Value;
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(url), cancellation);
    }

    /// <summary>The power goes out.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>It is asked to stop, as a supervisor does.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        using var ask = Process.Start("kill", $"-{SigTerm} {_process.Id}");
        await _process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        return _process.ExitCode;
    }

    public async Task<int> EndsAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }

        TaskCompletionSource news;
        lock (_gate)
        {
            _lines.Add(line);
            news = _news;
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        news.SetResult();
    }

    [GeneratedRegex("http://[0-9.]+:[0-9]+/metrics")]
    private static partial Regex Url();
}
