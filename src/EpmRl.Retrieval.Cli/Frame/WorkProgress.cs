using Spectre.Console;
using Spectre.Console.Rendering;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Progress of long work: count, rate and time left, on stderr. Live on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class WorkProgress
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private readonly Terminal terminal;
    private readonly bool lines;
    private string what;
    private long? total;
    private long started = TimeProvider.System.GetTimestamp();
    private long lastLine;
    private ProgressTask? bar;
    private long done;
    private double share;
    private Action? stop;

    private WorkProgress(Terminal terminal, string what, long? total, bool lines)
    {
        this.terminal = terminal;
        this.what = what;
        this.total = total;
        this.lines = lines;
        lastLine = started;
    }

    /// <summary>Runs work with progress.</summary>
    /// <param name="terminal">The console.</param>
    /// <param name="what">What is counted: <c>listings</c>, <c>values</c>.</param>
    /// <param name="total">How many there are; null when unknown.</param>
    /// <param name="work">The work; it calls <see cref="Report"/> as often as it likes.</param>
    /// <param name="shown">False where a person reads the work's own output on the same screen.</param>
    public static async Task<T> RunAsync<T>(
        Terminal terminal, string what, long? total, Func<WorkProgress, Task<T>> work, bool shown = true)
    {
        shown &= !terminal.Quiet;
        bool live = shown && terminal.ErrorIsTerminal && terminal.Messages.Profile.Capabilities.Ansi;
        var progress = new WorkProgress(terminal, what, total, lines: shown && !live);
        if (!live)
        {
            return await work(progress);
        }

        return await terminal.Messages.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new FigureColumn(progress))
            .StartAsync(context =>
            {
                progress.bar = context.AddTask(what, maxValue: 1);
                progress.bar.IsIndeterminate = true;
                return work(progress);
            });
    }

    /// <summary>Shows progress until <see cref="Stop"/>, for work that reports by events.</summary>
    public static WorkProgress Start(Terminal terminal, string what, long? total)
    {
        var begun = new TaskCompletionSource<WorkProgress>();
        var ended = new TaskCompletionSource();
        Task shown = Task.Run(() => RunAsync(terminal, what, total, async progress => // off the caller's context, which waits for it
        {
            begun.SetResult(progress);
            await ended.Task;
            return true;
        }));
        Task.WaitAny(begun.Task, shown); // where nothing can be shown, the second fails
        WorkProgress progress = begun.Task.IsCompleted ? begun.Task.Result : throw shown.Exception!;
        progress.stop = () =>
        {
            ended.SetResult();
            shown.GetAwaiter().GetResult();
        };
        return progress;
    }

    /// <summary>Ends the display that <see cref="Start"/> began.</summary>
    public void Stop() => stop?.Invoke();

    /// <summary>Reports progress. One thread at a time.</summary>
    /// <param name="count">How many are done.</param>
    /// <param name="doneShare">Share of the work that is done, in [0, 1], where the total does not give it.</param>
    public void Report(long count, double? doneShare = null)
    {
        done = count;
        share = Math.Clamp(doneShare ?? (total > 0 ? (double)count / total.Value : 0), 0, 1);
        if (bar is not null && share > 0)
        {
            bar.IsIndeterminate = false;
            bar.Value = share;
        }

        if (lines && TimeProvider.System.GetElapsedTime(lastLine) >= LineEvery)
        {
            lastLine = TimeProvider.System.GetTimestamp();
            terminal.Say(Describe());
        }
    }

    /// <summary>Starts counting something else, whose total is unknown.</summary>
    public void Begin(string next)
    {
        (what, total, done, share) = (next, null, 0, 0);
        started = lastLine = TimeProvider.System.GetTimestamp();
    }

    private string Describe()
    {
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        double rate = seconds > 0 ? done / seconds : 0;
        string of = total is null ? "" : $" of {total:N0}";
        string left =
            share is > 0 and < 1 ? $", {share * 100:0}%, {Durations.Short(TimeSpan.FromSeconds((seconds / share) - seconds))} left" : "";
        string speed = rate >= 1 ? $", {rate:N0}/s" : ""; // for slow work the time left says more
        return $"{done:N0}{of} {what}{speed}{left}";
    }

    private sealed class FigureColumn(WorkProgress progress) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Spectre.Console.Text(progress.Describe());
    }
}
