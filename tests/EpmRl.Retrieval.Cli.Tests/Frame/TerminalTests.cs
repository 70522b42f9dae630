using EpmRl.Retrieval.Cli.Frame;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Tests.Frame;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(true, null, null, true)]
    [InlineData(true, "1", null, false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, null, false)]
    public void Colours_are_for_terminals_that_did_not_decline_them(bool terminal, string? noColor, string? term, bool coloured)
    {
        using var output = new MemoryStream();
        var console = new Terminal(() => Stream.Null, output, Stream.Null, terminal, terminal, name => name switch
        {
            "NO_COLOR" => noColor,
            "TERM" => term,
            _ => null,
        });

        console.People.MarkupLine("[green]é[/]");
        console.Out.Flush();

        string text = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("é", text, StringComparison.Ordinal);
        Assert.Equal(coloured, text.Contains("\u001b[", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_of_several_threads_do_not_mix()
    {
        using var error = new MemoryStream();
        var terminal = new Terminal(() => Stream.Null, Stream.Null, error, false, false, _ => null);
        string message = new('x', 300);

        using var together = new Barrier(4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                for (int i = 0; i < 20_000; i++)
                {
                    terminal.Say(message);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        string[] lines = System.Text.Encoding.UTF8.GetString(error.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(80_000, lines.Length);
        Assert.All(lines, line => Assert.Equal(message, line));
    }

    [Fact]
    public async Task Progress_without_a_terminal_is_silent_for_short_work_and_gives_the_result()
    {
        using var error = new MemoryStream();
        var terminal = new Terminal(() => Stream.Null, Stream.Null, error, false, false, _ => null);

        int result = await WorkProgress.RunAsync(terminal, "things", 3, async progress =>
        {
            await Task.Yield();
            progress.Report(3);
            return 42;
        });

        Assert.Equal(42, result);
        Assert.Equal(0, error.Length);
    }

    [Fact]
    public async Task What_the_work_throws_comes_through_the_live_progress()
    {
        using var error = new MemoryStream();
        var terminal = new Terminal(() => Stream.Null, Stream.Null, error, true, true, _ => null);

        await Assert.ThrowsAsync<InvalidDataException>(() => WorkProgress.RunAsync<int>(terminal, "things", null, progress =>
        {
            progress.Report(1, 0.5);
            throw new InvalidDataException("bad");
        }));
    }
}
