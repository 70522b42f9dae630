using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Sizes of one letter and a number of X's: S, XL, 3XL, in every spelling ("3 XL", "4-XL", "2X-Large", "XXXL", "extra large"). A size is a
/// step from M: L is 1, XL 2, 3XL 4, XS -2.
/// </summary>
/// <remarks>The words come from a pack's families "small", "medium", "large", "extra", "double" and "triple".</remarks>
internal sealed class SizeScale
{
    private const int LeastValues = 3; // a list with fewer sizes is about something else
    private const int MostRepeats = 9;
    private readonly Dictionary<string, string> letters = new(StringComparer.Ordinal) { ["s"] = "s", ["m"] = "m", ["l"] = "l" };
    private readonly Dictionary<string, int> repeats = new(StringComparer.Ordinal);
    private readonly HashSet<string> extra = new(StringComparer.Ordinal) { "x" };
    private readonly Dictionary<int, TaxonomyValue> values = [];

    private SizeScale(IEnumerable<ValuePack> packs)
    {
        foreach (ValuePack pack in packs)
        {
            Words(pack, "small").ForEach(word => letters.TryAdd(word, "s"));
            Words(pack, "medium").ForEach(word => letters.TryAdd(word, "m"));
            Words(pack, "large").ForEach(word => letters.TryAdd(word, "l"));
            Words(pack, "double").ForEach(word => repeats.TryAdd(word, 2));
            Words(pack, "triple").ForEach(word => repeats.TryAdd(word, 3));
            extra.UnionWith(Words(pack, "extra"));
        }
    }

    /// <summary>The scale of an attribute's values; null if they are not sizes.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="active">Its active values.</param>
    /// <param name="packs">The taxonomy's value packs.</param>
    public static SizeScale? Of(AttributeDefinition attribute, IReadOnlyList<TaxonomyValue> active, IReadOnlyList<ValuePack> packs)
    {
        var scale = new SizeScale(packs.Where(pack => attribute.Packs.Contains(pack.Name)));
        foreach (TaxonomyValue value in active)
        {
            if (scale.Step(value.Label) is { } step)
            {
                scale.values.TryAdd(step, value);
            }
        }

        return scale.values.Count >= LeastValues ? scale : null;
    }

    /// <summary>The value of a step; null if the list has none.</summary>
    public TaxonomyValue? ValueOf(int step) => values.GetValueOrDefault(step);

    /// <summary>The step that an entire text means; null if it is not a size.</summary>
    public int? Step(string text)
    {
        Word[] words = Word.Split(text);
        return words.Length is > 0 and <= SizeReader.MostWords ? Step([.. words.Select(word => word.Key)]) : null;
    }

    /// <summary>The step that adjacent words mean together; null if they are not a size.</summary>
    public int? Step(ReadOnlySpan<string> words)
    {
        int count = 0; // as written in digits or as "double"
        int times = 0; // X's
        string? letter = null;
        foreach (string word in words)
        {
            if (letter is not null)
            {
                return null;
            }

            string rest = word;
            if (repeats.TryGetValue(word, out int number) && count == 0 && times == 0)
            {
                count = number;
                continue;
            }

            if (rest.Length > 0 && char.IsAsciiDigit(rest[0]) && count == 0 && times == 0)
            {
                count = rest[0] - '0';
                rest = rest[1..];
                if (rest.Length == 0)
                {
                    continue;
                }
            }

            if (extra.Contains(rest))
            {
                times++;
                continue;
            }

            int written = rest.Length - rest.TrimStart('x').Length;
            times += written;
            rest = rest[written..];
            if (rest.Length == 0)
            {
                continue;
            }

            if (!letters.TryGetValue(rest, out letter))
            {
                if (rest.Length > 1 && rest.All(c => c == 'l') && rest.Length <= MostRepeats && count == 0 && times == 0)
                {
                    (letter, times) = ("l", rest.Length - 1); // LL is XL in Japanese shops
                    continue;
                }

                return null;
            }
        }

        return letter is null ? null : StepOf(letter, count, times);
    }

    private static int? StepOf(string letter, int count, int times)
    {
        if (times > MostRepeats || (count > 0 && (times != 1 || count > MostRepeats)))
        {
            return null; // "3 L" is three litres; "2XXL" is two pieces
        }

        int repeat = count > 0 ? count : times;
        return letter switch
        {
            "m" => repeat == 0 ? 0 : null,
            "l" => 1 + repeat,
            _ => -1 - repeat,
        };
    }

    private static List<string> Words(ValuePack pack, string family) => pack.Families.TryGetValue(family, out IReadOnlyList<string>? words)
        ? [.. words.Prepend(family).Select(TextKey.Of).Where(word => !word.Contains(' ', StringComparison.Ordinal))]
        : [];
}
