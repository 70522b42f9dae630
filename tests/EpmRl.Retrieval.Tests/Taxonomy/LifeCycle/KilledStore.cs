using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>
/// A process that edits and publishes without end, saying what was acknowledged, until a test kills it or it kills itself.
/// </summary>
internal static class KilledStore
{
    /// <summary>First argument by which the tests' program knows this process.</summary>
    public const string Verb = "store";

    /// <summary>How often edits are published.</summary>
    public const int PublishEvery = 7;

    private static readonly Authorship By = new("killed", "until the end");

    /// <summary>
    /// The process: <c>store folder killAtCall operations</c>. Prints the number of each acknowledged entry, and at the end how many calls
    /// changed files.
    /// </summary>
    public static int Run(string[] args)
    {
        int killAt = int.Parse(args[2], CultureInfo.InvariantCulture), operations = int.Parse(args[3], CultureInfo.InvariantCulture),
        calls = 0;
        var options = new TaxonomyStoreOptions
        {
            Files = new FileSystem(_ =>
            {
                if (calls++ == killAt)
                {
                    Process.GetCurrentProcess().Kill();
                    Thread.Sleep(Timeout.Infinite);
                }
            }),
        };
        using TaxonomyStore store = TaxonomyStore.Open(args[1], options);
        for (int i = 0; i < operations; i++)
        {
            JournalEntry entry = (store.Sequence + 1) % PublishEvery == 0 ? store.Publish(By) : store.Apply(Edits(store.Sequence + 1), By);
            Console.WriteLine(entry.Sequence);
        }

        Console.WriteLine($"calls {calls}");
        return 0;
    }

    /// <summary>The edits of an entry; they follow from its number, so that a test knows what every prefix of the journal gives.</summary>
    public static IReadOnlyList<TaxonomyEdit> Edits(long sequence)
    {
        var value = new ValueId("color", $"v{sequence}");
        return sequence % 3 == 0
            ? [new RenameValue { Value = new ValueId("color", "base"), Label = $"Base {sequence}" }]
            :
            [
                new AddValue { Value = value, Label = $"Value {sequence}" },
                new AddAlias { Value = value, Aliases = [$"alias {sequence} {new string('x', (int)(sequence % 50))}"] },
            ];
    }

    /// <summary>Starts the process.</summary>
    public static Process Start(string folder, int killAt, int operations) => TestProcess.Start(Verb, folder, killAt, operations);
}
