using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// The features of a mention: its cues, the words around it, its place in a chain of numbers, other attributes that could read it, and the
/// value itself. Not the category, the shop or the position in the text: they would overfit the training labels.
/// </summary>
internal static class MentionFeatures
{
    /// <summary>Name of the reader's log-odds.</summary>
    public const string Stated = "stated";

    private const int LongestSurface = 24;
    private const float SubjectWeight = 0.5f; // a title has about twenty words
    private const double RuleScale = 6; // weight of the fixed rule, the prior of attributes with few labels or none

    /// <summary>Writes the features of a mention.</summary>
    /// <param name="mention">The mention.</param>
    /// <param name="attribute">Its attribute.</param>
    /// <param name="listing">The listing it is in.</param>
    /// <param name="writer">Receives the features.</param>
    public static void Write(Mention mention, AttributeDefinition attribute, ListingContext listing, FeatureWriter writer)
    {
        if (mention.Cues.Form == FormCue.Plain && attribute.IsNamed)
        {
            WriteName(mention, attribute, listing, writer);
            return;
        }

        WriteCues(mention, attribute, writer);
        WriteCompany(mention, attribute, listing, writer);
        WriteSubject(mention, listing, writer);
        WriteContext(mention, listing.WordsOf(mention.Field), writer);
        WriteValue(mention, attribute, listing, writer);
        WriteRepeats(mention, listing.FirstMentionsOf(attribute), writer);
    }

    private static void WriteCues(Mention mention, AttributeDefinition attribute, FeatureWriter writer)
    {
        MentionCues cues = mention.Cues;
        string role = Name(cues.Role);
        writer.Add("bias", "");
        WriteRule(mention, attribute, writer);
        WriteStated(cues, writer);
        writer.Add("field", mention.Field == ProfileField.Description ? "description" : "title");
        writer.Add("form", Name(cues.Form));
        writer.Add("role", role);
        if (cues.RoleWord is not null)
        {
            writer.Add("role word", $"{cues.RoleWord} {role}");
        }

        writer.Add("unit", Name(cues.Unit));
        writer.Add("order", Bucket(cues.Order));
        writer.Add("rivals", cues.Rivals);
        writer.Add("listed elsewhere", cues.ListedElsewhere);
        writer.Add("length", Bucket(cues.Length));
        if (cues.Context != MentionContext.Plain)
        {
            writer.Add("context", Name(cues.Context));
        }

        string place = string.Create(CultureInfo.InvariantCulture, $"{cues.ChainPlace}/{cues.ChainLength}");
        writer.Add("chain", place);
        if (cues.ChainMarks is not null)
        {
            writer.Add("chain rank", string.Create(CultureInfo.InvariantCulture, $"{place} {cues.ChainRank}"));
            writer.Add("chain marks", string.Create(CultureInfo.InvariantCulture, $"{cues.ChainPlace} {cues.ChainMarks}"));
        }
    }

    private static void WriteStated(MentionCues cues, FeatureWriter writer)
    {
        if (cues.Stated is { } probability)
        {
            writer.Add(Stated, "", (float)MentionScore.LogOdds(probability));
        }
    }

    private static void WriteRule(Mention mention, AttributeDefinition attribute, FeatureWriter writer) =>
        writer.Add("rule", "", (float)(RuleScale * (MentionScore.Of(mention, attribute) - MentionScore.Answerable)));

    // Which other attributes read the same place.
    private static void WriteCompany(Mention mention, AttributeDefinition attribute, ListingContext listing, FeatureWriter writer)
    {
        var listedBy = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((AttributeDefinition other, Mention same) in listing.At(mention))
        {
            if (same.ValueId is not null)
            {
                listedBy.Add(other.Name);
            }

            if (other.Id != attribute.Id)
            {
                writer.Add("also", other.Name + (same.ValueId is null ? " open" : " listed"));
                if (same.Cues.Role == RoleCue.Own)
                {
                    writer.Add("announced as", other.Name);
                }
            }
        }

        writer.Add("listed by", string.Join(',', listedBy));
    }

    // "9 x 12 envelope", "18 x 12 mat": the product determines which side of a chain comes first.
    private static void WriteSubject(Mention mention, ListingContext listing, FeatureWriter writer)
    {
        if (mention.Cues.ChainMarks is null)
        {
            return;
        }

        string side =
            string.Create(CultureInfo.InvariantCulture, $" {mention.Cues.ChainPlace}/{mention.Cues.ChainLength} {mention.Cues.ChainRank}");
        foreach (string word in listing.TitleWords)
        {
            writer.Add("subject", word + side, SubjectWeight);
        }
    }

    private static void WriteContext(Mention mention, FieldWords words, FeatureWriter writer)
    {
        (int first, int end) = words.At(mention.Start, mention.End);
        string left = words.Shape(first - 1);
        string right = words.Shape(end);
        writer.Add("left", left);
        writer.Add("left 2", words.Shape(first - 2));
        writer.Add("left 3", words.Shape(first - 3));
        writer.Add("right", right);
        writer.Add("right 2", words.Shape(end + 1));
        writer.Add("right 3", words.Shape(end + 2));
        writer.Add("left pair", $"{words.Shape(first - 2)} {left}");
        writer.Add("right pair", $"{right} {words.Shape(end + 1)}");
        writer.Add("between", $"{left} {right}");
        for (int distance = 1; distance <= 3; distance++)
        {
            writer.Add("before", words.Shape(first - distance));
            writer.Add("after", words.Shape(end - 1 + distance));
        }

        writer.Add("gap before", words.GapBefore(first));
        writer.Add("gap after", words.GapBefore(end));
        writer.Add("shape", string.Join(' ', Enumerable.Range(first, Math.Min(end - first, 6)).Select(words.Shape)));
        if (words.Label(first) is { } label)
        {
            writer.Add("label", words.Shape(label));
            writer.Add("label pair", $"{words.Shape(label - 1)} {words.Shape(label)}");
        }
    }

    private static void WriteValue(Mention mention, AttributeDefinition attribute, ListingContext listing, FeatureWriter writer)
    {
        if (attribute.IsCode)
        {
            // Codes do not recur, but their patterns do.
            writer.Add("code", CodePattern(mention.Label));
            writer.Add("code start", mention.Label.AsSpan(0, Math.Min(2, mention.Label.Length)));
            writer.Add("code length", mention.Label.Length);
            return;
        }

        ReadOnlySpan<char> surface = listing.TextOf(mention);
        writer.Add("value", mention.Label);
        writer.Add("value form", $"{mention.Label} {Name(mention.Cues.Form)}");
        if (surface.Length <= LongestSurface)
        {
            writer.Add("surface", TextKey.Of(surface.ToString()));
        }

        if (attribute.IsQuantity)
        {
            int digits = mention.Label.AsSpan().IndexOfAnyExcept("0123456789.");
            ReadOnlySpan<char> number = mention.Label.AsSpan(0, digits < 0 ? mention.Label.Length : digits);
            if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) && amount > 0)
            {
                writer.Add("magnitude", (int)Math.Round(Math.Log2(amount)));
            }

            writer.Add("writing", $"{Mark(surface, '/')}{Mark(surface, '.')}{Mark(surface, '"')}{Mark(surface, '-')}");
        }
    }

    // An open name: its neighbours, case and length, and whether the same words are adjacent elsewhere too. Nothing more, since a title has
    // a hundred such names.
    private static void WriteName(Mention mention, AttributeDefinition attribute, ListingContext listing, FeatureWriter writer)
    {
        FieldText field = listing.Fields[0];
        FieldWords words = listing.WordsOf(mention.Field);
        (int first, int end) = words.At(mention.Start, mention.End);
        writer.Add("name", "");
        WriteRule(mention, attribute, writer);
        if (mention.Cues.RoleWord is { } role)
        {
            writer.Add("role word", $"{role} {Name(mention.Cues.Role)}");
        }

        writer.Add("left", words.Shape(first - 1));
        writer.Add("right", words.Shape(end));
        writer.Add("left pair", $"{words.Shape(first - 2)} {words.Shape(first - 1)}");
        writer.Add("right pair", $"{words.Shape(end)} {words.Shape(end + 1)}");
        writer.Add("gap before", words.GapBefore(first));
        writer.Add("gap after", words.GapBefore(end));
        writer.Add("name words", end - first);
        writer.Add("name case", string.Join(' ', Enumerable.Range(first, end - first).Select(Case)));
        writer.Add("name case before", Case(first - 1));
        writer.Add("name case after", Case(end));
        writer.Add("name first", Key(first));
        writer.Add("name last", Key(end - 1));
        for (int word = first; word < end; word++)
        {
            writer.Add("name word", Key(word));
        }

        int count = Count(first, end);
        writer.Add("name again", Bucket(count));
        string left = first > 0 && Count(first - 1, end) == count ? "left" : "";
        string right = Count(first, end + 1) == count ? "right" : "";
        writer.Add("name again longer", $"{Math.Min(count, 3)} {left} {right}");
        writer.Add("name part again", $"{Math.Min(count, 3)} {(end - first > 1 && Count(first, end - 1) > count ? "start" : "")}");

        string Key(int word) => word < 0 ? "^" : word >= field.Words.Count ? "$" : field.Words[word].Key;
        int Count(int from, int to) =>
            to > field.Words.Count ? 0 : listing.CountOf(string.Join(' ', Enumerable.Range(from, to - from).Select(Key)));
        string Case(int word) => word < 0
            ? "^"
            : word >= field.Words.Count
            ? "$"
            : CaseOf(field.Text.AsSpan(field.Words[word].Start, field.Words[word].End - field.Words[word].Start));
    }

    private static string CaseOf(ReadOnlySpan<char> word) =>
        word.ContainsAnyInRange('0', '9') ? "0"
        : !char.IsUpper(word[0]) ? "a"
        : word.Length == 1 ? "A"
        : word[1..].ContainsAnyInRange('a', 'z') ? "Aa" : "AA";

    private static void WriteRepeats(Mention mention, IReadOnlyList<Mention> all, FeatureWriter writer)
    {
        int repeats = 0;
        bool inTitle = false;
        bool inDescription = false;
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (Mention other in all)
        {
            labels.Add(other.Label);
            if (other.Label == mention.Label)
            {
                repeats++;
                inTitle |= other.Field != ProfileField.Description;
                inDescription |= other.Field == ProfileField.Description;
            }
        }

        writer.Add("fields", inTitle && inDescription ? "both" : "one");
        writer.Add("repeats", Bucket(repeats));
        writer.Add("values", Bucket(labels.Count));
    }

    /// <summary>Buckets a count: small numbers unchanged, larger ones in steps.</summary>
    public static string Bucket(int number) => number switch
    {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        <= 5 => "4-5",
        <= 9 => "6-9",
        _ => "10+",
    };

    private static string CodePattern(string code)
    {
        const int Longest = 14;
        Span<char> pattern = stackalloc char[Math.Min(Longest, code.Length)];
        for (int i = 0; i < pattern.Length; i++)
        {
            pattern[i] = char.IsAsciiDigit(code[i]) ? '0' : char.IsLetter(code[i]) ? 'A' : '-';
        }

        return pattern.ToString();
    }

    private static string Mark(ReadOnlySpan<char> text, char mark) => text.Contains(mark) ? mark.ToString() : "";

    // By name, not by number: a cue that is added later must not change the meaning of others.
    private static string Name<T>(T cue)
        where T : struct, Enum => Enum.GetName(cue) ?? "";
}
