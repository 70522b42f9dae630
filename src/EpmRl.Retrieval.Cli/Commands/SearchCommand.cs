using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl search</c>: free text to values of the taxonomy.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var text = new Argument<string>("text") { Description = "A label, an alias, an id, the beginning of one, or a description." };
        var index = new IndexTargets();
        var encoders = new EncoderOptionSet();
        var category = new Option<string?>(
            "--category", "-c") { Description = "Search this category, and those below it.", HelpName = "id, path or name" };
        var only = new Option<bool>("--not-below") { Description = "Leave out the categories below --category." };
        var attribute = new Option<string?>("--attribute", "-a") { Description = "Search this attribute only.", HelpName = "id or name" };
        var status = new Option<string>("--status")
        {
            Description = "Values of this status. Deprecated ones are found only by their spelling.",
            DefaultValueFactory = _ => "active",
        };
        status.AcceptOnlyFromAmong("active", "deprecated", "any");
        var locale = new Option<string?>("--locale")
        {
            Description = "Label hits in this language, and search no labels of other languages.",
            HelpName = "tag",
        };
        var limit = new Option<int>("--limit") { Description = "How many values to show.", HelpName = "n", DefaultValueFactory = _ => 10 };
        var cursor = new Option<string?>(
            "--cursor") { Description = "Show the next page; the cursor is printed below the previous one.", HelpName = "cursor" };
        var separate = new Option<bool>(
            "--separate") { Description = "Show a value that several attributes share ('Red' of color and of lens color) once for each." };
        var facets = new Option<bool>("--facets") { Description = "Count the values found in each attribute and category." };
        var explain = new Option<bool>("--explain") { Description = "Explain the rank of every hit." };
        Option<bool> json = CommonOptions.Json();
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int n) && n < 1)
            {
                result.AddError("--limit: expected 1 or more.");
            }
        });

        var command = new CliCommand("search", "Find values of the taxonomy by spelling, typing errors allowed, and by meaning.")
        {
            Examples =
            [
                "epmrl search \"dark grey\" --index indexes/sample",
                "epmrl search \"navy blu\" --index indexes/sample --explain",
                "epmrl search \"stainless\" --index indexes/sample --attribute Material --limit 3 --json",
            ],
        };
        command.Add(text);
        index.AddTo(command);
        encoders.AddTo(command);
        foreach (Option option in (Option[])[category, only, attribute, status, locale, limit, cursor, separate, facets, explain, json])
        {
            command.Add(option);
        }

        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            var query = new ValueQuery(parsed.GetRequiredValue(text))
            {
                Category = parsed.GetValue(category),
                IncludeBelow = !parsed.GetValue(only),
                Attribute = parsed.GetValue(attribute),
                Status = parsed.GetValue(status) switch { "any" => null, "deprecated" => ValueStatus.Deprecated, _ => ValueStatus.Active },
                Locale = parsed.GetValue(locale),
                Merge = !parsed.GetValue(separate),
                Limit = parsed.GetValue(limit),
                Cursor = parsed.GetValue(cursor),
            };
            using IVectorIndex vectors = await index.OpenAsync(parsed, cancellationToken);
            using ITextEncoder encoder = encoders.Open(parsed, vectors.Manifest);
            ValueSearchPage page = await new ValueSearch(vectors, encoder).SearchAsync(query, cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(ValueSearchJson.ToBytes(query.Text, page, vectors)));
            }
            else
            {
                SearchText.Write(page, vectors.Taxonomy, parsed.GetValue(facets), parsed.GetValue(explain), terminal);
            }

            return ExitCodes.Ok;
        });
    }
}
