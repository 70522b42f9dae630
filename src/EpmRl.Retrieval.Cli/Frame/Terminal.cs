using System.Text;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>The console as commands see it: data goes to stdout, messages and progress to stderr.</summary>
internal sealed class Terminal
{
    private const nint StandardOutput = 1;

    private readonly Func<string, string?> environment;

    /// <summary>Joins the streams of a process.</summary>
    /// <param name="input">stdin.</param>
    /// <param name="output">stdout.</param>
    /// <param name="error">stderr.</param>
    /// <param name="outputIsTerminal">Whether a person reads stdout.</param>
    /// <param name="errorIsTerminal">Whether a person reads stderr.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public Terminal(
        Func<Stream> input, Stream output, Stream error, bool outputIsTerminal, bool errorIsTerminal, Func<string, string?> environment)
    {
        this.environment = environment;
        OpenInput = input;
        OutputStream = output;
        OutputIsTerminal = outputIsTerminal;
        ErrorIsTerminal = errorIsTerminal;
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Out = new StreamWriter(output, utf8) { NewLine = "\n" };
        Error = TextWriter.Synchronized(new StreamWriter(error, utf8) { AutoFlush = true, NewLine = "\n" }); // bad rows and progress come from two threads
        People = CreateConsole(Out, outputIsTerminal);
        Messages = CreateConsole(Error, errorIsTerminal);
    }

    /// <summary>Opens stdin.</summary>
    public Func<Stream> OpenInput { get; }

    /// <summary>stdout for bytes. Do not mix with <see cref="Out"/> without a flush.</summary>
    public Stream OutputStream { get; }

    /// <summary>stdout for text, UTF-8 without a byte-order mark, flushed when the command ends.</summary>
    public TextWriter Out { get; }

    /// <summary>stderr for text.</summary>
    public TextWriter Error { get; }

    /// <summary>stdout for tables and colours; plain text where it is redirected or NO_COLOR is set.</summary>
    public IAnsiConsole People { get; }

    /// <summary>stderr for colours and live progress.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>Whether a person reads stdout.</summary>
    public bool OutputIsTerminal { get; }

    /// <summary>Whether a person reads stderr.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>Whether a person types stdin.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether messages and progress are left out; errors never are.</summary>
    public bool Quiet { get; set; }

    /// <summary>An environment variable; null where it is not set or empty.</summary>
    public string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>The console of this process.</summary>
    public static Terminal Standard() => new(
        () => new InterruptibleInput(Console.OpenStandardInput()),
        OpenOutput(),
        Console.OpenStandardError(),
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        Environment.GetEnvironmentVariable)
    {
        InputIsTerminal = !Console.IsInputRedirected,
    };

    /// <summary>A message for the person who waits; stderr, left out with <c>--quiet</c>.</summary>
    public void Say(string message)
    {
        if (!Quiet)
        {
            Error.WriteLine(message);
        }
    }

    /// <summary>Something that the person should know although the work goes on; left out with <c>--quiet</c>.</summary>
    public void Warn(string message)
    {
        if (!Quiet)
        {
            WriteMarked("warning", "yellow", message);
        }
    }

    /// <summary>Why the work failed; never left out.</summary>
    public void Fail(string message) => WriteMarked("error", "red", message);

    // The console's own stream says nothing when the reader of a pipe has gone, and a long run would go on for nobody; a file stream fails.
    private static Stream OpenOutput()
    {
        if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
        {
            var pipe = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!pipe.CanSeek)
            {
                return pipe;
            }
        }

        return Console.OpenStandardOutput();
    }

    private void WriteMarked(string mark, string colour, string message)
    {
        // Only the mark goes through Spectre: it would break a long message into lines.
        Messages.Markup($"[{colour}]{mark}:[/] ");
        Error.WriteLine(message);
    }

    private IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        bool codes = isTerminal && environment("TERM") != "dumb";
        bool colours = codes && string.IsNullOrEmpty(environment("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Consoles of Windows may need to be asked; everywhere else a terminal knows the codes.
            Ansi = !codes ? AnsiSupport.No : OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No, // nothing is ever asked
            Out = new TerminalOutput(writer, isTerminal, environment("COLUMNS")),
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
