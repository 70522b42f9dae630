using System.CommandLine;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that say who changes a taxonomy, and why.</summary>
internal sealed class AuthorshipOptions
{
    private readonly Option<string?> who =
        new("--who") { Description = "Who makes the change. [default: the user's name]", HelpName = "name" };
    private readonly Option<string?> why;
    private readonly string? otherwise;

    /// <param name="command">Gets the options.</param>
    /// <param name="otherwise">The reason if none is given; null where one is required.</param>
    public AuthorshipOptions(Command command, string? otherwise = null)
    {
        this.otherwise = otherwise;
        why = new Option<string?>("--why") { Description = "Why, in a sentence; the journal keeps it.", HelpName = "reason" };
        command.Add(why);
        command.Add(who);
    }

    public Authorship Read(ParseResult parsed) => new(
        parsed.GetValue(who) is { Length: > 0 } name ? name : Environment.UserName is { Length: > 0 } user ? user : "unknown",
        parsed.GetValue(why) is { Length: > 0 } reason && reason.Trim().Length > 0 ? reason
            : otherwise ?? throw new UsageException("Say why the taxonomy changes: --why \"…\". The journal keeps it."));
}
