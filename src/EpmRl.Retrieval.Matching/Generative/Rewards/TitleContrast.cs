using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// What two titles share and in which words they differ, as quotes: evidence of product line, type and version, which no list of values
/// covers.
/// </summary>
/// <param name="SharedA">The longest run of words that both titles have, as the title shown first writes it; null for none.</param>
/// <param name="SharedB">The same as the second writes it.</param>
/// <param name="OpenA">Runs of words of the first that the second listing has nowhere, rarest first.</param>
/// <param name="OpenB">The same of the second.</param>
internal sealed record TitleContrast(string? SharedA, string? SharedB, IReadOnlyList<OwnPhrase> OpenA, IReadOnlyList<OwnPhrase> OpenB)
{
    private const int MostShared = 4, MostOpen = 3; // words of a quote
    private const float LeastWeight = 0.5f; // of a word that distinguishes; in a catalogue of two, one of their own weighs 0.69

    /// <summary>No words.</summary>
    public static TitleContrast None { get; } = new(null, null, [], []);

    /// <summary>The contrast with its sides exchanged.</summary>
    public TitleContrast Swapped() => new(SharedB, SharedA, OpenB, OpenA);

    /// <summary>Compares two titles.</summary>
    /// <param name="a">The listing shown first.</param>
    /// <param name="b">The listing shown second.</param>
    /// <param name="shownA">What is shown of it.</param>
    /// <param name="shownB">The same of the second.</param>
    /// <param name="roles">Words of accessories.</param>
    public static TitleContrast Of(
        PreparedListing a, PreparedListing b, ShownListing shownA, ShownListing shownB, TitleRoles roles)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(roles);
        if (TitleOf(a) is not { } first || TitleOf(b) is not { } second)
        {
            return None;
        }

        (string? sharedA, string? sharedB) = Shared(a, first, second, shownA, shownB);
        return new TitleContrast(sharedA, sharedB, Open(a, b, first, shownA, roles), Open(b, a, second, shownB, roles));
    }

    private static FieldText? TitleOf(PreparedListing listing) =>
        listing.Fields.FirstOrDefault(field => field.Field == ProfileField.Title);

    // Of the common runs the one whose words are the rarest together. O(n m) over the words of two titles.
    private static (string?, string?) Shared(
        PreparedListing a, FieldText first, FieldText second, ShownListing shownA, ShownListing shownB)
    {
        Dictionary<string, float> weights = a.Title.ToDictionary(token => token.Text, token => token.Weight, StringComparer.Ordinal);
        (float Weight, string? A, string? B) best = (0, null, null);
        for (int i = 0; i < first.Words.Count; i++)
        {
            for (int j = 0; j < second.Words.Count; j++)
            {
                if (i > 0 && j > 0 && first.Words[i - 1].Key == second.Words[j - 1].Key && (i % MostShared) != 0)
                {
                    continue; // inside a run that was seen from its beginning
                }

                float weight = 0;
                int length = 0;
                while (length < MostShared && i + length < first.Words.Count && j + length < second.Words.Count
                    && first.Words[i + length].Key == second.Words[j + length].Key)
                {
                    weight += weights.GetValueOrDefault(first.Words[i + length].Key) + 0.1f;
                    length++;
                }

                if (length > 0 && weight > best.Weight
                    && QuoteOf(first, i, length, shownA) is { } one && QuoteOf(second, j, length, shownB) is { } other)
                {
                    best = (weight, one, other);
                }
            }
        }

        return (best.A, best.B);
    }

    private static List<OwnPhrase> Open(
        PreparedListing a, PreparedListing b, FieldText title, ShownListing shown, TitleRoles roles)
    {
        var open = TitleCoverage.Of(a, b).Open
            .Where(token => token.Weight >= LeastWeight && !b.AllIds.Contains(token.Id) && !QuoteRules.IsFiller(token.Text)
                && !(token.Form != TokenForm.Letters && b.SquashedAll.Contains(CodeKey.Of(token.Text), StringComparison.Ordinal)))
            .GroupBy(token => token.Text, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var runs = new List<OwnPhrase>();
        for (int i = 0; i < title.Words.Count;)
        {
            int length = 0;
            float weight = 0;
            bool isCode = false, hasDigit = false, isAccessory = false;
            while (length < MostOpen && i + length < title.Words.Count && open.TryGetValue(title.Words[i + length].Key, out Token token)
                && (length == 0 || IsOneName(title, i + length, isCode || IsCode(token))))
            {
                weight = Math.Max(weight, token.Weight);
                isCode |= IsCode(token);
                hasDigit |= token.Form != TokenForm.Letters;
                isAccessory |= roles.IsAccessory(token.Text);
                length++;
            }

            if (length > 0 && QuoteOf(title, i, length, shown) is { } quote)
            {
                runs.Add(new OwnPhrase(quote, weight, isCode, hasDigit, isAccessory));
            }

            i += Math.Max(1, length);
        }

        return [.. runs.OrderByDescending(run => run.IsCode).ThenByDescending(run => run.Weight)];
    }

    // A number with its unit, 1600MHz, looks like a code and is none.
    private static bool IsCode(Token token)
    {
        const int LongestUnit = 3;
        int letters = token.Text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        bool isQuantity = letters > 0 && token.Text.Length - letters <= LongestUnit
            && token.Text.AsSpan(letters).IndexOfAnyInRange('0', '9') < 0;
        return token.IsCode && !isQuantity;
    }

    // Words of one name: blanks or a dash between them, no comma; the pieces of a code have no blank.
    private static bool IsOneName(FieldText title, int word, bool isCode)
    {
        int start = title.Words[word - 1].End, end = title.Words[word].Start;
        return title.Text.AsSpan(start, end - start).IndexOfAnyExcept(isCode ? "-/." : " -/.") < 0;
    }

    private static string? QuoteOf(FieldText title, int first, int count, ShownListing shown) =>
        QuoteRules.Quotable(title.Text[title.Words[first].Start..title.Words[first + count - 1].End], shown);
}
