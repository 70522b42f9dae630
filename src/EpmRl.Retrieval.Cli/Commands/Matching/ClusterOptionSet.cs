using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that say how pairs become clusters.</summary>
internal sealed class ClusterOptionSet
{
    private static readonly ClusterOptions Defaults = new();

    private readonly Option<double> threshold = Number(
        "--threshold", Defaults.Threshold, "Probability from which a pair counts as the same product, above 0 and below 1.");

    private readonly Option<string[]> byCategory = new("--category-threshold")
    {
        Description = "Threshold of a category that differs, such as 'Mobile Phones=0.7'; may be given several times. A pair across two "
            + "categories must reach the higher one.",
        HelpName = "category=p",
    };

    private readonly Option<string> method = new("--method")
    {
        Description = "linkage: clusters join where their pairs agree on average; components: everything that pairs connect, to compare.",
        DefaultValueFactory = _ => "linkage",
    };

    private readonly Option<double> floor = Number(
        "--floor", Defaults.Floor, "Pairs below this probability that are not 'same' are conflicts, which keep clusters apart.");

    private readonly Option<double?> bridge = new("--bridge")
    {
        Description = "Probability that a pair needs to be the only one between two groups of two or more listings. [default: the middle "
            + "between the threshold and 1]",
        HelpName = "p",
    };

    private readonly Option<int> maxSize = new("--max-size")
    {
        Description = "Clusters of more listings are sent to review instead of being written; 0 for no limit.",
        HelpName = "n",
        DefaultValueFactory = _ => Defaults.MaxSize,
    };

    /// <summary>Adds the options to a command.</summary>
    public ClusterOptionSet(Command command)
    {
        method.AcceptOnlyFromAmong("linkage", "components");
        foreach (Option option in new Option[] { threshold, byCategory, method, floor, bridge, maxSize })
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the options of a command line.</summary>
    /// <exception cref="UsageException">A threshold by category cannot be read.</exception>
    /// <exception cref="InvalidRequestException">A value is out of range.</exception>
    public ClusterOptions Read(ParseResult parsed)
    {
        var options = new ClusterOptions
        {
            Method = parsed.GetValue(method) == "components" ? ClusterMethod.Components : ClusterMethod.Agglomerative,
            Threshold = parsed.GetValue(threshold),
            CategoryThresholds = ByCategory(parsed.GetValue(byCategory) ?? []),
            Floor = parsed.GetValue(floor),
            BridgeThreshold = parsed.GetValue(bridge),
            MaxSize = parsed.GetValue(maxSize),
        };
        options.ThrowIfInvalid();
        return options;
    }

    private static Option<double> Number(string name, double standard, string description) =>
        new(name) { Description = description, HelpName = "p", DefaultValueFactory = _ => standard };

    private static Dictionary<string, double> ByCategory(string[] given)
    {
        var thresholds = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string one in given)
        {
            int sign = one.LastIndexOf('=');
            if (sign < 1 || !double.TryParse(one.AsSpan(sign + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                || !thresholds.TryAdd(one[..sign].Trim(), value))
            {
                throw new UsageException(
                    $"--category-threshold: expected category=threshold, each category once, such as 'Mobile Phones=0.7'; found '{one}'.");
            }
        }

        return thresholds;
    }
}
