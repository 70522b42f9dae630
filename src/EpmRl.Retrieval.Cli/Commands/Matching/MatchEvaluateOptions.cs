using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options of <c>match evaluate</c>.</summary>
internal sealed class MatchEvaluateOptions
{
    public Option<string[]> Data { get; } = new("--data", "-d")
    {
        Description = "Folder of labelled pairs, as for 'train matcher'. Repeat it for several.", HelpName = "folder",
    };

    public Option<string?> PairsFile { get; } =
        new("--pairs-file") { Description = "The pairs to measure. [default: valid.csv]", HelpName = "file" };

    public Option<string> Candidates { get; } = new("--candidates")
    {
        Description = "given: the labelled pairs. own: the candidates that the search finds for listings with a known match; a "
            + "candidate that is not labelled counts as no match.",
        DefaultValueFactory = _ => "given",
    };

    public Option<string[]> Cases { get; } = new("--cases")
    {
        Description = "JSON Lines of cases with their right verdicts: {id, class, a, b, verdict}, and plain_a or plain_b where they "
            + "were edited. Repeat it for several.",
        HelpName = "file",
    };

    public Option<string?> Report { get; } = new("--report")
    {
        Description = "Where the figures, plots and wrong pairs are written as one HTML page.", HelpName = "file",
    };

    public Option<double?> BandPrecision { get; } = new("--band-precision")
    {
        Description = "Fit the doubt band outside of which the matcher is right that often, above it and below it.", HelpName = "share",
    };

    public Option<double?> BandBudget { get; } = new("--band-budget")
    {
        Description = "Fit the doubt band with most errors of the matcher, of those with at most that share of the pairs.",
        HelpName = "share",
    };

    public Option<string?> Second { get; } = new("--generative-decisions")
    {
        Description = "Decisions of a second matcher about the pairs of --data, as 'match decide' writes them: measure what a cascade "
            + "gains with them.",
        HelpName = "file",
    };

    public Option<bool> ByCategory { get; } = new("--by-category")
    {
        Description = "Print the figures of each category with its threshold of the largest F1. Categories with few labelled pairs are "
            + "pooled.",
    };

    public Option<double?> CategoryPrecision { get; } = new("--category-precision")
    {
        Description = "With --by-category: fit the lowest threshold that reaches this precision instead.", HelpName = "share",
    };

    public Option<bool> Json { get; } = CommonOptions.Json();

    public void AddTo(Command command)
    {
        Candidates.AcceptOnlyFromAmong("given", "own");
        foreach (Option<double?> share in (Option<double?>[])[BandPrecision, BandBudget, CategoryPrecision])
        {
            share.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<double?>() is { } value && value is not (> 0 and <= 1))
                {
                    result.AddError(FormattableString.Invariant($"{share.Name}: expected a share above 0 and at most 1, found {value}."));
                }
            });
        }

        foreach (Option option in (Option[])
            [Data, PairsFile, Candidates, Cases, Report, BandPrecision, BandBudget, Second, ByCategory, CategoryPrecision, Json])
        {
            command.Add(option);
        }
    }

    /// <summary>Checks that the options fit together.</summary>
    /// <exception cref="UsageException">They do not.</exception>
    public void Check(ParseResult parsed)
    {
        int folders = parsed.GetValue(Data)?.Length ?? 0, suites = parsed.GetValue(Cases)?.Length ?? 0;
        if (folders + suites == 0)
        {
            throw new UsageException("Nothing to measure: name labelled pairs with --data, or cases with --cases.");
        }

        if (parsed.GetValue(BandPrecision) is not null && parsed.GetValue(BandBudget) is not null)
        {
            throw new UsageException("--band-precision and --band-budget fit one band in two ways. Name one of them.");
        }

        foreach (Option option in (Option[])[BandPrecision, BandBudget, Second, ByCategory, CategoryPrecision])
        {
            if (folders == 0 && parsed.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} is measured on labelled pairs. Name them with --data.");
            }
        }

        if (folders > 1 && parsed.GetValue(Second) is not null)
        {
            throw new UsageException("--generative-decisions belongs to one set of pairs. Name one folder with --data.");
        }
    }
}
