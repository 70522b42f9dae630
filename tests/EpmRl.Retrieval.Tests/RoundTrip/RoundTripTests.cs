using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.RoundTrip;

/// <summary>Quantities that are composed in every way that listings write them are read as what they are.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private const int Seed = 17;
    private const double LeastRight = 0.995; // the normal form, or review where the digits have two readings
    private const double LabelRounding = 0.006; // converted values are written as exactly as they were said, to three digits
    private const double MostSurelyWrong = 0.001; // of the surest answers, p >= 0.9

    [Fact]
    public void Composed_quantities_are_read_as_they_were_meant() => Check(2_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void Many_composed_quantities_are_read_as_they_were_meant() => Check(LongRun.Count(20_000, 100_000));

    private void Check(int count)
    {
        ProductTaxonomy sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
        MeasuredDimension[] dimensions = MeasuredUnits.Of(sample.Units);
        Dictionary<string, (ListingIdentifier Identifier, Category Category)> identifiers =
            dimensions.ToDictionary(dimension => dimension.Name, dimension => IdentifierOf(dimension, sample), StringComparer.Ordinal);
        var composer = new TitleComposer(dimensions, new Random(Seed));
        var wrong = new List<(Composition Composition, string Answer, bool IsSure)>();
        var totals = new SortedDictionary<string, (int Right, int Review, int All)>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            Composition composition = composer.Next();
            (ListingIdentifier identifier, Category category) = identifiers[composition.Dimension];
            var text = new ListingText(new ProductProfile { Id = "1", Title = composition.Title });
            AttributeAnswer answer = identifier.Identify(identifier.Reader.Read(category, text, default, []))
                .First(candidate => candidate.AttributeId == composition.Dimension.Replace(' ', '-'));
            ValueAnswer? best = answer.Values.Count > 0 ? answer.Values[0] : null;
            bool isRight = best is not null && IsRight(best.Label, composition);
            bool isReview = !isRight && composition.IsAmbiguous && answer.Status == AnswerStatus.NeedsReview;
            if (!isRight && !isReview)
            {
                wrong.Add((composition, $"{best?.Label ?? "none"} {answer.Status}",
                    best is { Probability: >= 0.9 } && answer.Status == AnswerStatus.Value));
            }

            foreach (string key in new[]
            {
                "all",
                composition.Language,
                composition.Form,
                composition.IsForeign ? "UnitsNet" : "own",
                composition.Dimension,
            })
            {
                (int right, int review, int all) = totals.GetValueOrDefault(key);
                totals[key] = (right + (isRight ? 1 : 0), review + (isReview ? 1 : 0), all + 1);
            }
        }

        foreach ((string key, (int right, int review, int all)) in totals)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key,-14} right {100.0 * right / all,6:F2} %, review "
                + $"{100.0 * review / all,5:F2} %, of {all:N0}"));
        }

        int sure = wrong.Count(entry => entry.IsSure);
        output.WriteLine($"surely wrong {sure}");
        foreach ((Composition composition, string answer, bool isSure) in wrong.Take(60))
        {
            output.WriteLine($"{(isSure ? "!" : " ")} {composition.Title} → {answer}, not {string.Join("-", composition.Values)} "
                + $"({composition.Dimension}, {composition.Form}, {composition.Language})");
        }

        Assert.True(wrong.Count <= (1 - LeastRight) * count, $"{wrong.Count} of {count} are wrong.");
        Assert.True(sure <= MostSurelyWrong * count, $"{sure} of {count} are wrong with a probability of 0.9 and more.");
    }

    private static bool IsRight(string label, Composition composition)
    {
        string[] ends = label.Split(' ')[0].Split('-');
        return ends.Length == composition.Values.Length
            && ends.Zip(composition.Values)
                .All(pair => double.TryParse(pair.First, NumberStyles.Float, CultureInfo.InvariantCulture, out double read)
                && Math.Abs(read - pair.Second) <= (LabelRounding * Math.Abs(pair.Second)) + 1e-6);
    }

    // The attribute together with a count, as in most categories.
    private static (ListingIdentifier Identifier, Category Category) IdentifierOf(MeasuredDimension dimension, ProductTaxonomy sample)
    {
        AttributeDefinition[] attributes =
        [
            new()
            {
                Id = dimension.Name.Replace(' ', '-'), Name = dimension.Name, Kind = AttributeKind.Measurement, Open = true,
                RoleWords = [.. dimension.Roles.Distinct()], Quantity = new QuantityFormat { Unit = dimension.Base },
            },
            new() { Id = "pieces", Name = "Pieces", Kind = AttributeKind.Number, Open = true, RoleWords = ["pack of", "pieces"] },
        ];
        Category category = new() { Id = "things", Name = "Things", Path = "Things", Attributes = attributes };
        var taxonomy = new ProductTaxonomy("composed", "1", [category], attributes, sample.Packs, sample.Units, sample.NumberWords);
        return (new ListingIdentifier(taxonomy, new IdentificationOptions { Channels = IdentificationChannels.Mentions }), category);
    }
}
