using System.Collections.Concurrent;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Server.Telemetry;

/// <summary>
/// What the engine has answered since the service started, by catalogue, taxonomy version and attribute: counts and scores alone, no text
/// and no value, in memory. Safe for concurrent callers.
/// </summary>
internal sealed class SeenAnswers
{
    /// <summary>Equal parts of [0, 1] that scores are counted in.</summary>
    public const int Bins = 20;

    /// <summary>Answers of an attribute that later ones are compared with.</summary>
    public const int Baseline = 500;

    private const int MostVersions = 4; // of a catalogue; the least recent makes room

    private readonly ConcurrentDictionary<string, List<SeenVersion>> catalogs = new(StringComparer.Ordinal);

    /// <summary>Counts results of the engine, before decisions of people are applied.</summary>
    public void Note(string catalog, IReadOnlyList<TagResult> results)
    {
        List<SeenVersion> versions = catalogs.GetOrAdd(catalog, static _ => []);
        foreach (TagResult result in results)
        {
            SeenVersion version = VersionOf(versions, result.TaxonomyVersion);
            foreach (AttributeAnswer answer in result.Attributes)
            {
                version.Attributes.GetOrAdd(answer.AttributeId, static _ => new SeenAttribute()).Note(answer);
            }
        }
    }

    /// <summary>The versions that answered, the newest first.</summary>
    public IReadOnlyList<SeenVersion> Of(string catalog)
    {
        if (!catalogs.TryGetValue(catalog, out List<SeenVersion>? versions))
        {
            return [];
        }

        lock (versions)
        {
            return [.. versions];
        }
    }

    private static SeenVersion VersionOf(List<SeenVersion> versions, string name)
    {
        lock (versions)
        {
            int at = versions.FindIndex(version => version.TaxonomyVersion == name);
            if (at < 0)
            {
                versions.Insert(0, new SeenVersion(name));
                if (versions.Count > MostVersions)
                {
                    versions.RemoveAt(versions.Count - 1);
                }

                at = 0;
            }

            return versions[at];
        }
    }
}

/// <summary>Answers of one version of the taxonomy.</summary>
/// <param name="TaxonomyVersion">The version.</param>
internal sealed record SeenVersion(string TaxonomyVersion)
{
    /// <summary>By id of the attribute.</summary>
    public ConcurrentDictionary<string, SeenAttribute> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>Answers for one attribute.</summary>
internal sealed class SeenAttribute
{
    private readonly long[] statuses = new long[Enum.GetValues<AnswerStatus>().Length];
    private readonly long[] first = new long[SeenAnswers.Bins];
    private readonly long[] later = new long[SeenAnswers.Bins];
    private long scored;

    /// <summary>How many answers had a status.</summary>
    public long Count(AnswerStatus status) => Interlocked.Read(ref statuses[(int)status]);

    /// <summary>Scores of the first <see cref="SeenAnswers.Baseline"/> values, counted in <see cref="SeenAnswers.Bins"/> equal
    /// parts.</summary>
    public long[] First => [.. first];

    /// <summary>Scores of the values after them.</summary>
    public long[] Later => [.. later];

    /// <summary>
    /// Population stability index of the later scores against the first: 0 for the same distribution; above 0.25 it has shifted. Null while
    /// one of the two has fewer than 50 values.
    /// </summary>
    public double? Drift
    {
        get
        {
            const int Least = 50;
            long[] before = First, after = Later;
            double all = before.Sum(), now = after.Sum();
            return all < Least || now < Least ? null : before.Zip(after, (a, b) =>
            {
                // Half a count in each part keeps the logarithm finite.
                double share = (a + 0.5) / (all + (0.5 * SeenAnswers.Bins)), shareNow = (b + 0.5) / (now + (0.5 * SeenAnswers.Bins));
                return (shareNow - share) * Math.Log(shareNow / share);
            }).Sum();
        }
    }

    /// <summary>Counts an answer.</summary>
    public void Note(AttributeAnswer answer)
    {
        Interlocked.Increment(ref statuses[(int)answer.Status]);
        if (answer.Values is [var best, ..])
        {
            int bin = Math.Clamp((int)(best.Score * SeenAnswers.Bins), 0, SeenAnswers.Bins - 1);
            Interlocked.Increment(ref (Interlocked.Increment(ref scored) <= SeenAnswers.Baseline ? first : later)[bin]);
        }
    }
}
