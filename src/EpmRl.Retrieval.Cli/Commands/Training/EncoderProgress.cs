using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Training.Contrastive;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// Progress of an encoder's training: step, loss, rate, time left and the curve so far. Live on a terminal, a line now and then elsewhere.
/// </summary>
internal sealed class EncoderProgress : IProgress<EncoderTrainingProgress>
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(15);

    private readonly Terminal terminal;
    private LiveDisplayContext? screen;
    private Action? stop;
    private readonly List<double> losses = [];
    private readonly List<double> scores = [];
    private int lastStep;
    private long lastLine = TimeProvider.System.GetTimestamp();

    private EncoderProgress(Terminal terminal) => this.terminal = terminal;

    /// <summary>Shows the progress until <see cref="Stop"/>: live on a terminal, else in lines.</summary>
    public static EncoderProgress Start(Terminal terminal)
    {
        var progress = new EncoderProgress(terminal);
        if (terminal.Quiet || !terminal.ErrorIsTerminal || !terminal.Messages.Profile.Capabilities.Ansi)
        {
            return progress;
        }

        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        Task shown = Task.Run(() => terminal.Messages.Live(new Spectre.Console.Text("")).AutoClear(true).StartAsync(async screen =>
        {
            progress.screen = screen;
            begun.SetResult();
            await ended.Task;
        }));
        Task.WaitAny(begun.Task, shown);
        progress.stop = () =>
        {
            ended.SetResult();
            shown.GetAwaiter().GetResult();
        };
        return progress;
    }

    /// <summary>Shows the progress in lines, for a training that is one of many.</summary>
    public static EncoderProgress Lines(Terminal terminal) => new(terminal);

    /// <summary>Clears what <see cref="Start"/> shows.</summary>
    public void Stop() => stop?.Invoke();

    /// <inheritdoc/>
    public void Report(EncoderTrainingProgress value)
    {
        if (value.Step <= lastStep)
        {
            losses.Clear(); // the next encoder has begun
            scores.Clear();
        }

        lastStep = value.Step;
        losses.Add(value.Loss);
        if (value.ValidationF1 is { } f1)
        {
            scores.Add(f1);
        }

        if (screen is not null)
        {
            int width = Math.Max(10, terminal.Messages.Profile.Width - 12);
            screen.UpdateTarget(new Rows(
                new Spectre.Console.Text(Describe(value)),
                new Markup($"[dim]loss[/]  [green]{TextCurve.Of(losses, width)}[/]"),
                new Markup(scores.Count < 2 ? "" : $"[dim]F1[/]    [blue]{TextCurve.Of(scores, width)}[/]")));
        }
        else if (value.ValidationF1 is not null || value.Step == value.Steps || TimeProvider.System.GetElapsedTime(lastLine) >= LineEvery)
        {
            lastLine = TimeProvider.System.GetTimestamp();
            terminal.Say(Describe(value));
        }
    }

    private string Describe(EncoderTrainingProgress at)
    {
        string score = scores.Count == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", F1 of held-out pairs {scores[^1] * 100:0.0} (best {scores.Max() * 100:0.0})");
        return string.Create(CultureInfo.InvariantCulture,
            $"step {at.Step:N0} of {at.Steps:N0}, loss {at.Loss:0.000}, rate {at.LearningRate:0.0e0}{score}, "
                + $"{Durations.Short(at.Remaining)} left");
    }
}
