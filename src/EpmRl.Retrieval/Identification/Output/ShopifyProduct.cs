using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>Collects the values that all rows of a handle share.</summary>
/// <param name="handle">The handle.</param>
/// <param name="title">The product's title.</param>
/// <param name="kept">The feed's metafields of the taxonomy's attributes, by attribute.</param>
internal sealed class ShopifyProduct(string handle, string title, IReadOnlyDictionary<string, string> kept)
{
    private readonly Dictionary<string, Agreement> byAttribute = new(StringComparer.Ordinal);
    private int rows;

    /// <summary>The handle.</summary>
    public string Handle => handle;

    /// <summary>The product's title.</summary>
    public string Title => title;

    /// <summary>The feed's metafields, by attribute.</summary>
    public IReadOnlyDictionary<string, string> Kept => kept;

    /// <summary>Adds a row.</summary>
    public void Add(ProductProfile profile, TagResult result, AnswerSelection selection)
    {
        rows++;
        HashSet<string> options = [.. profile.Options.Select(option => TextKey.Of(option.Name))];
        foreach (AttributeAnswer answer in result.Attributes)
        {
            IReadOnlyList<ValueAnswer> values = selection.Of(answer);
            if (values.Count == 0)
            {
                continue;
            }

            if (!byAttribute.TryGetValue(answer.AttributeId, out Agreement? agreement))
            {
                byAttribute.Add(answer.AttributeId, agreement = new Agreement(values));
            }

            agreement.Rows++;
            agreement.Differs |= !KeysOf(values).SetEquals(KeysOf(agreement.Values));
            agreement.IsOption |= options.Contains(TextKey.Of(answer.Attribute))
                || values.Any(value => value.Evidence.Any(place => place.Field == ProfileField.Options));
        }
    }

    /// <summary>The attributes that apply to the product as a whole, with their values.</summary>
    /// <param name="leftOut">Counts the others.</param>
    public IEnumerable<(string AttributeId, IReadOnlyList<ValueAnswer> Values)> Agreed(LeftOut leftOut)
    {
        foreach ((string id, Agreement agreement) in byAttribute)
        {
            if (agreement.IsOption)
            {
                leftOut.Add("attributes of products that are options, which their variants have already", $"{handle}, {id}");
            }
            else if (agreement.Differs || agreement.Rows < rows)
            {
                leftOut.Add("attributes of products in which their variants differ", $"{handle}, {id}");
            }
            else
            {
                yield return (id, agreement.Values);
            }
        }
    }

    private static HashSet<string> KeysOf(IReadOnlyList<ValueAnswer> values) =>
        [.. values.Select(value => value.Id is { } id ? "id " + id : "open " + value.Label)];

    private sealed class Agreement(IReadOnlyList<ValueAnswer> values)
    {
        public IReadOnlyList<ValueAnswer> Values => values;

        public int Rows { get; set; }

        public bool Differs { get; set; }

        public bool IsOption { get; set; }
    }
}
