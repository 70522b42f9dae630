using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.WebConsole.Parts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.WebConsole.Pages;

/// <content>An item of the queue as the page shows it.</content>
public partial class Review
{
    private sealed record Proposed(string? Id, string Label, double Probability);

    private sealed record Waiting(
        ReviewItem Item, ReviewText? Text, string Attribute, IReadOnlyList<Proposed> Values, IReadOnlyList<Proposed> Alternatives,
            string Reason,
        IReadOnlyList<(string Field, int Start, int End, string Label)> Evidence)
    {
        public string Proposed => Values.Count == 0 ? "no value" : string.Join(", ", Values.Select(value => value.Label));

        public double Probability => Values.Count == 0 ? 0 : Values[0].Probability;

        public static Waiting Of(ReviewItem item, ReviewText? text, ProductTaxonomy taxonomy)
        {
            using JsonDocument parsed = JsonDocument.Parse(item.Answer);
            JsonElement answer = parsed.RootElement;
            JsonElement values = answer.GetProperty("values");
            return new Waiting(
                item, text, taxonomy.TryFindAttribute(item.AttributeId, out AttributeDefinition? attribute) ? attribute.Name
                    : item.AttributeId,
                Read(values), Read(answer.GetProperty("alternatives")), answer.GetProperty("reason").GetString() ?? "",
                [
                    .. from value in values.EnumerateArray()
                       from evidence in value.GetProperty("evidence").EnumerateArray()
                       select (
                           evidence.GetProperty("field").GetString()!, evidence.GetProperty("start").GetInt32(),
                           evidence.GetProperty("end").GetInt32(), value.GetProperty("label").GetString()!),
                ]);
        }

        public IReadOnlyList<TextMark> Marks(ProfileField field) =>
        [
            .. Evidence.Where(one => one.Field == Identification.TagResultJson.NameOf(field))
                .Select(one => new TextMark(one.Start, one.End, $"a-{Item.AttributeId}", $"{Attribute}: {one.Label}", "check")),
        ];

        private static IReadOnlyList<Proposed> Read(JsonElement values) =>
        [
            .. values.EnumerateArray().Select(value => new Proposed(
                value.GetProperty("id").GetString(), value.GetProperty("label").GetString()!,
                    value.GetProperty("probability").GetDouble())),
        ];
    }
}
