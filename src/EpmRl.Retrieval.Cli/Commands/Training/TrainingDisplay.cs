using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Training.Pipeline;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Shows the progress of a training run: messages as lines, steps and counts live.</summary>
internal sealed class TrainingDisplay(Terminal terminal) : IProgress<TrainingProgress>, IDisposable
{
    private readonly Lock gate = new(); // answers are reported by several threads
    private EncoderProgress? steps;
    private WorkProgress? counts;
    private TrainingStage shown;
    private long most;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lock (gate)
        {
            if (value.Message is { } message)
            {
                Stop();
                terminal.Say(message);
                return;
            }

            if (value.Stage != shown)
            {
                Stop();
                shown = value.Stage;
            }

            if (value.Step is { } step)
            {
                steps ??= EncoderProgress.Start(terminal);
                steps.Report(step);
            }
            else if (value.Done >= most)
            {
                most = value.Done; // reports of several threads may arrive out of order
                counts ??= WorkProgress.Start(terminal, NameOf(value.Stage), value.Total > 0 ? value.Total : null);
                counts.Report(value.Done);
            }
        }
    }

    /// <summary>Clears the live display.</summary>
    public void Stop()
    {
        steps?.Stop();
        counts?.Stop();
        (steps, counts, most) = (null, null, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private static string NameOf(TrainingStage stage) => stage switch
    {
        TrainingStage.Index => "prompts encoded",
        TrainingStage.Models => "models",
        TrainingStage.Reader => "steps",
        _ => "answers",
    };
}
