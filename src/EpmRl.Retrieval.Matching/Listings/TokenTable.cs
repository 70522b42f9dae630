using System.Collections.Concurrent;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Numbers words and knows how rare they are: in a background of listings that a model was trained on, and in the current listings.
/// </summary>
/// <remarks>Words may be added by several callers at a time; weights are valid after <see cref="Close"/>.</remarks>
internal sealed class TokenTable
{
    private const double LocalShare = 4; // a current listing counts as much as four of the background
    private readonly ConcurrentDictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, int> background;
    private readonly int backgroundListings;
    private int[] counts = new int[1 << 12];
    private float[] weights = [];
    private string[] texts = [];
    private int listings;
    private int next;

    /// <summary>Begins with a background.</summary>
    /// <param name="background">Number of background listings that have a word, for the frequent words.</param>
    /// <param name="backgroundListings">Number of background listings.</param>
    public TokenTable(IReadOnlyDictionary<string, int> background, int backgroundListings)
    {
        this.background = background;
        this.backgroundListings = backgroundListings;
    }

    /// <summary>The number of a word, new ones included.</summary>
    public int IdOf(string text) => ids.GetOrAdd(text, static (_, table) => Interlocked.Increment(ref table.next) - 1, this);

    /// <summary>Counts the distinct words of one listing.</summary>
    public void Add(IEnumerable<int> distinct)
    {
        lock (ids)
        {
            listings++;
            foreach (int id in distinct)
            {
                if (id >= counts.Length)
                {
                    Array.Resize(ref counts, Math.Max(id + 1, counts.Length * 2));
                }

                counts[id]++;
            }
        }
    }

    /// <summary>Computes the weights, once all listings are counted.</summary>
    public void Close()
    {
        int count = next; // a number may have been taken by a caller that lost a race for its word
        weights = new float[count];
        texts = new string[count];
        double all = backgroundListings + (LocalShare * listings) + 1;
        foreach ((string text, int id) in ids)
        {
            texts[id] = text;
            double with = background.GetValueOrDefault(text) + (LocalShare * (id < counts.Length ? counts[id] : 0)) + 0.5;
            weights[id] = (float)Math.Max(0, Math.Log(all / with));
        }
    }

    /// <summary>A word by its number.</summary>
    public Token TokenOf(int id) => new(id, texts[id], FormOf(texts[id]), weights[id]);

    private static TokenForm FormOf(string text)
    {
        bool digits = text.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
        return !digits ? TokenForm.Letters
            : text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? TokenForm.Digits
            : TokenForm.Mixed;
    }
}
