using System.Text;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// The console as commands see it: data goes to stdout, messages and progress to stderr. All text, and data that goes to a screen, passes
/// <see cref="VisibleText"/> here.
/// </summary>
internal sealed class Terminal
{
    private readonly Func<string, string?> environment;

    /// <summary>Joins the streams of a process.</summary>
    /// <param name="input">stdin.</param>
    /// <param name="output">stdout.</param>
    /// <param name="error">stderr.</param>
    /// <param name="outputIsTerminal">Whether stdout is a terminal.</param>
    /// <param name="errorIsTerminal">Whether stderr is a terminal.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public Terminal(
        Func<Stream> input, Stream output, Stream error, bool outputIsTerminal, bool errorIsTerminal, Func<string, string?> environment)
    {
        this.environment = environment;
        OpenInput = input;
        OutputIsTerminal = outputIsTerminal;
        ErrorIsTerminal = errorIsTerminal;
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var text = new StreamWriter(output, utf8) { NewLine = "\n" };
        // bad rows and progress come from two threads
        TextWriter messages = TextWriter.Synchronized(new StreamWriter(error, utf8) { AutoFlush = true, NewLine = "\n" });
        Out = new VisibleWriter(text);
        Error = TextWriter.Synchronized(new VisibleWriter(messages));
        OutputStream = outputIsTerminal ? new VisibleStream(Out) : output;
        People = CreateConsole(text, outputIsTerminal);
        Messages = CreateConsole(messages, errorIsTerminal);
    }

    /// <summary>Opens stdin.</summary>
    public Func<Stream> OpenInput { get; }

    /// <summary>stdout for data, unchanged unless it is a terminal. Do not mix with <see cref="Out"/> without a flush.</summary>
    public Stream OutputStream { get; }

    /// <summary>stdout for text, UTF-8 without a byte-order mark, flushed when the command ends.</summary>
    public TextWriter Out { get; }

    /// <summary>stderr for text.</summary>
    public TextWriter Error { get; }

    /// <summary>stdout for tables and colours; plain text where it is redirected or NO_COLOR is set.</summary>
    public IAnsiConsole People { get; }

    /// <summary>stderr for colours and live progress.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>Whether stdout is a terminal.</summary>
    public bool OutputIsTerminal { get; }

    /// <summary>Whether stderr is a terminal.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>Whether stdin is a terminal.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether messages and progress are left out; errors never are.</summary>
    public bool Quiet { get; set; }

    /// <summary>An environment variable; null where it is not set or empty.</summary>
    public string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>The console of this process.</summary>
    public static Terminal Standard() => new(
        StandardStreams.OpenInput,
        StandardStreams.OpenOutput(),
        StandardStreams.OpenError(),
        StandardStreams.OutputIsTerminal,
        StandardStreams.ErrorIsTerminal,
        Environment.GetEnvironmentVariable)
    {
        InputIsTerminal = StandardStreams.InputIsTerminal,
    };

    /// <summary>Prints a message on stderr; left out with <c>--quiet</c>.</summary>
    public void Say(string message)
    {
        if (!Quiet)
        {
            Error.WriteLine(Indented(message));
        }
    }

    /// <summary>Prints a warning on stderr; left out with <c>--quiet</c>.</summary>
    public void Warn(string message)
    {
        if (!Quiet)
        {
            WriteMarked("warning", "yellow", message);
        }
    }

    /// <summary>Prints an error on stderr; never left out.</summary>
    public void Fail(string message) => WriteMarked("error", "red", message);

    private void WriteMarked(string mark, string colour, string message)
    {
        // Only the mark goes through Spectre: it would break a long message into lines.
        Messages.Markup($"[{colour}]{mark}:[/] ");
        Error.WriteLine(Indented(message));
    }

    // A message may quote a text with line feeds, such as a file's name. Indented, no later line looks like a message of its own.
    private static string Indented(string message) => message.Replace("\n", "\n  ", StringComparison.Ordinal);

    private IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        bool codes = isTerminal && environment("TERM") != "dumb";
        bool colours = codes && string.IsNullOrEmpty(environment("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // A Windows console may not support the codes; terminals elsewhere do.
            Ansi = !codes ? AnsiSupport.No : OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No, // nothing is ever asked
            Out = new TerminalOutput(writer, isTerminal, environment("COLUMNS")),
        });
        console.Profile.Capabilities.Unicode = true;
        console.Pipeline.Attach(new VisibleRendering());
        return console;
    }
}
