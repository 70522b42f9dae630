using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The named values of an attribute that have words in a language, with these words.</summary>
internal sealed partial class NamedValues : IValueSource
{
    private const double UsualName = 0.5; // the first name is written as often as all others

    private readonly IReadOnlyList<(string Id, IReadOnlyList<string> Names)> values;

    private NamedValues(IReadOnlyList<(string Id, IReadOnlyList<string> Names)> values) => this.values = values;

    public int Count => values.Count;

    /// <summary>
    /// The words of an attribute's values: their labels in the language, labels that are the same in all (<c>USB-C</c>, <c>E27</c>), and
    /// those of their aliases and of the packs' words that the language knows.
    /// </summary>
    public static NamedValues Of(AttributeDefinition attribute, ProductTaxonomy taxonomy, ContextLanguage language)
    {
        ILookup<string, string> fromPacks =
            PackSynonyms.Of(attribute, taxonomy.Packs).ToLookup(synonym => synonym.Value.Id, synonym => synonym.Word);
        var values = new List<(string, IReadOnlyList<string>)>();
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            IEnumerable<string> own = language.Is(taxonomy.Locale) || IsSame(value.Label) ? [value.Label] : [];
            IEnumerable<string> labels =
                value.LocaleLabels.Where(label => language.Is(label.Key)).OrderBy(label => label.Key, StringComparer.Ordinal)
                    .Select(label => label.Value);
            IEnumerable<string> known = value.Aliases.Prepend(value.Label).Concat(LabelForms.Of(value.Label)).Concat(fromPacks[value.Id])
                .Select(word => language.Words.GetValueOrDefault(TextKey.Of(word))).OfType<string>();
            string[] names = [.. own.Concat(labels).Concat(known).DistinctBy(TextKey.Of, StringComparer.Ordinal)];
            if (names.Length > 0)
            {
                values.Add((value.Id, names));
            }
        }

        return new NamedValues(values);
    }

    public DrawnValue Draw(Random random, string? not)
    {
        int at = random.Next(values.Count);
        (string id, IReadOnlyList<string> names) = values[at].Id == not ? values[(at + 1) % values.Count] : values[at];
        string name = random.NextDouble() < UsualName ? names[0] : names[random.Next(names.Count)];
        return new DrawnValue(id, Wording.Spelled(name, random));
    }

    private static bool IsSame(string label) => label.Split(' ').All(word => word.Any(char.IsDigit) || !SmallLetters().IsMatch(word));

    [GeneratedRegex(@"\p{Ll}{2}|\p{L}\p{Ll}")]
    private static partial Regex SmallLetters();
}
