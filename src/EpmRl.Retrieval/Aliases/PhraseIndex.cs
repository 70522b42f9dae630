using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Aliases;

/// <summary>The phrases that occur in several of N documents, with their positions.</summary>
/// <remarks>
/// Found level by level: a phrase can only be frequent when the two phrases one word shorter are (Agrawal and Srikant, "Fast algorithms for
/// mining association rules", 1994), so rare phrases cost no memory. Words are compared as in the readers of names.
/// </remarks>
internal sealed class PhraseIndex
{
    private const int AsWritten = 2; // up to this many letters the readers of names compare words with case

    private const int MostJoint = 3; // characters between two words of a phrase
    private const string Joints = " -/&+'";

    private readonly List<Phrase> phrases = [];
    private readonly Dictionary<int, int> words = []; // token → its phrase of one word
    private readonly List<Occurrence>[] occurrences;
    private readonly IReadOnlyList<IReadOnlyList<FieldText>> documents;

    /// <summary>Indexes documents.</summary>
    /// <param name="documents">N documents, each its fields.</param>
    /// <param name="minDocuments">Fewest documents of a phrase.</param>
    /// <param name="maxWords">Most words of a phrase.</param>
    /// <param name="cancellationToken">Checked between documents.</param>
    public PhraseIndex(
        IReadOnlyList<IReadOnlyList<FieldText>> documents, int minDocuments, int maxWords, CancellationToken cancellationToken)
    {
        this.documents = documents;
        occurrences = [.. documents.Select(_ => new List<Occurrence>())];
        int[][][] tokens = Tokens();
        int[][][] level = tokens; // level[d][f][p]: the frequent phrase that begins at word p, -1 without one
        for (int length = 1; length <= maxWords; length++)
        {
            level = Next(level, tokens, length, minDocuments, cancellationToken);
        }
    }

    /// <summary>Number of different phrases.</summary>
    public int Count => phrases.Count;

    /// <summary>The documents with a phrase, ascending.</summary>
    public IReadOnlyList<int> DocumentsOf(int phrase) => phrases[phrase].Documents;

    /// <summary>The different phrases of a document.</summary>
    public IEnumerable<int> Of(int document) => occurrences[document].Select(occurrence => occurrence.Phrase).Distinct();

    /// <summary>Number of words of a phrase.</summary>
    public int WordsOf(int phrase) => phrases[phrase].Tokens.Length;

    /// <summary>The first and the last word of a phrase, as phrases.</summary>
    public (int First, int Last) EdgesOf(int phrase) => (words[phrases[phrase].Tokens[0]], words[phrases[phrase].Tokens[^1]]);

    /// <summary>Whether one phrase is inside another.</summary>
    public bool IsWithin(int inner, int outer) => phrases[outer].Tokens.AsSpan().IndexOf(phrases[inner].Tokens) >= 0;

    /// <summary>Whether two phrases have a word in common.</summary>
    public bool Overlap(int one, int other) => phrases[one].Tokens.Intersect(phrases[other].Tokens).Any();

    /// <summary>A phrase in its most frequent spelling; the first among equals.</summary>
    public string TextOf(int phrase) => phrases[phrase].Documents
        .SelectMany(document => occurrences[document].Where(occurrence => occurrence.Phrase == phrase)
            .Select(occurrence => documents[document][occurrence.Field].Text[occurrence.Start..occurrence.End]))
        .CountBy(text => text).MaxBy(pair => pair.Value).Key;

    /// <summary>A phrase with some of its context.</summary>
    /// <param name="phrase">The phrase.</param>
    /// <param name="document">A document with it.</param>
    /// <param name="around">Most characters before and after.</param>
    public string Excerpt(int phrase, int document, int around)
    {
        Occurrence found = occurrences[document].First(occurrence => occurrence.Phrase == phrase);
        FieldText field = documents[document][found.Field];
        int from = field.Words.First(word => word.Start >= found.Start - around).Start;
        int to = field.Words.Last(word => word.End <= found.End + around).End;
        return $"{(from > 0 ? "… " : "")}{field.Text[from..to]}{(to < field.Text.Length ? " …" : "")}";
    }

    private int[][][] Tokens()
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. documents.Select(
            fields => fields.Select(field => field.Words.Select(word => IdOf(Key(field, word))).ToArray()).ToArray())];

        int IdOf(string key)
        {
            if (!ids.TryGetValue(key, out int id))
            {
                ids.Add(key, id = ids.Count);
            }

            return id;
        }
    }

    private static string Key(FieldText field, Word word) =>
        word.End - word.Start <= AsWritten ? field.Text[word.Start..word.End] : PhraseTable.WordKey(word.Key);

    // From phrases of length - 1 words to phrases of length words.
    private int[][][] Next(int[][][] shorter, int[][][] tokens, int length, int minDocuments, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<(int Shorter, int Word), (int Documents, int Last)>();
        for (int d = 0; d < tokens.Length; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach ((int field, int at) in Places(shorter, d, length))
            {
                (int, int) key = KeyAt(shorter, tokens, d, field, at, length);
                (int count, int last) = seen.GetValueOrDefault(key, (0, -1));
                seen[key] = (last == d ? count : count + 1, d);
            }
        }

        var ids = new Dictionary<(int, int), int>();
        var level = new int[tokens.Length][][];
        for (int d = 0; d < tokens.Length; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            level[d] = [.. tokens[d].Select(field => { int[] none = new int[field.Length]; Array.Fill(none, -1); return none; })];
            foreach ((int field, int at) in Places(shorter, d, length))
            {
                (int, int) key = KeyAt(shorter, tokens, d, field, at, length);
                if (seen[key].Documents >= minDocuments)
                {
                    level[d][field][at] = Add(ids, key, d, field, at, tokens[d][field].AsSpan(at, length));
                }
            }
        }

        return level;
    }

    private int Add(Dictionary<(int, int), int> ids, (int, int) key, int document, int field, int at, ReadOnlySpan<int> tokens)
    {
        if (!ids.TryGetValue(key, out int id))
        {
            ids.Add(key, id = phrases.Count);
            phrases.Add(new Phrase(tokens.ToArray(), []));
            if (tokens.Length == 1)
            {
                words.Add(tokens[0], id);
            }
        }

        if (phrases[id].Documents is not [.., int last] || last != document)
        {
            phrases[id].Documents.Add(document);
        }

        IReadOnlyList<Word> split = documents[document][field].Words;
        occurrences[document].Add(new Occurrence(id, field, split[at].Start, split[at + tokens.Length - 1].End));
        return id;
    }

    private static (int Shorter, int Word) KeyAt(int[][][] shorter, int[][][] tokens, int document, int field, int at, int length) =>
        (length == 1 ? 0 : shorter[document][field][at], tokens[document][field][at + length - 1]);

    private IEnumerable<(int Field, int At)> Places(int[][][] shorter, int document, int length)
    {
        for (int field = 0; field < shorter[document].Length; field++)
        {
            FieldText text = documents[document][field];
            int[] runs = shorter[document][field];
            for (int at = 0; at + length <= runs.Length; at++)
            {
                if (length == 1 || (runs[at] >= 0 && runs[at + 1] >= 0
                    && IsName(text.Text, text.Words[at + length - 2].End, text.Words[at + length - 1].Start)))
                {
                    yield return (field, at);
                }
            }
        }
    }

    // Names are not broken by quotes, brackets or ends of sentences.
    private static bool IsName(string text, int start, int end) =>
        end - start <= MostJoint && !text.AsSpan(start, end - start).ContainsAnyExcept(Joints);

    private sealed record Phrase(int[] Tokens, List<int> Documents);

    private readonly record struct Occurrence(int Phrase, int Field, int Start, int End);
}
