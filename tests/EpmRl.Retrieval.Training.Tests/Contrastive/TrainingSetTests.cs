using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Contrastive;

public sealed class TrainingSetTests
{
    private static readonly PromptTemplates Prompts = new();

    [Fact]
    public void A_label_is_the_value_of_its_spelling_or_alias_and_a_new_value_where_there_is_none()
    {
        TrainingSet set = TrainingSet.Of([Hat("red"), Hat("CRIMSON"), Hat("mauve")], ShopData.Taxonomy(), Prompts);
        Assert.Equal([0, 0, 4], set.Items.Select(item => item.Labels[0].Values.Single()));
        Assert.Equal("A hat with Color being mauve", set.Groups[0].Text(4));
        Assert.Equal(["A hat with Color being red", "A hat with Color being crimson"], set.Groups[0].Values[0]);
    }

    [Fact]
    public void What_the_taxonomy_lacks_is_left_out()
    {
        LabelledListing[] listings =
            [Hat("red"), ShopData.Listing("sofa", "sofa", Gold("Color", "red")), ShopData.Listing("hat", "hat", Gold("Brim", "wide"))];
        Assert.Single(TrainingSet.Of(listings, ShopData.Taxonomy(), Prompts).Items);
    }

    [Fact]
    public void Listings_without_any_value_of_the_taxonomy_are_refused_with_what_to_do()
    {
        var error = Assert.Throws<TrainingException>(() => TrainingSet.Of(
            [ShopData.Listing("hat", "hat", Gold("Brim", "wide")), Hat()], ShopData.Taxonomy(), Prompts));
        Assert.Contains("None of the 2 listings", error.Message, StringComparison.Ordinal);
        Assert.Contains("with those of the taxonomy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_leave_out_or_move_a_part_of_the_text_and_are_never_empty()
    {
        var views = new ListingViews(Prompts);
        var profile = new ProductProfile { Id = "1", Title = "Red hat | Shop.com", Description = "Made of felt. Wide brim! Buy now." };
        string[] seen =
            [.. Enumerable.Range(0, 200).Select(seed => views.Other(profile, new Random(seed))).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(
        [
            "title: \ndescription: Made of felt. Wide brim! Buy now.",
            "title: Red hat\ndescription: Made of felt. Wide brim!",
            "title: Red hat\ndescription: Wide brim! Buy now. Made of felt.",
            "title: Red hat | Shop.com\ndescription: ",
        ], seen);
        Assert.All(Enumerable.Range(0, 50), seed => Assert.NotEqual(
            Prompts.ForItem(new ProductProfile { Id = "2" }),
            views.Other(new ProductProfile { Id = "2", Title = "Hat" }, new Random(seed))));
    }

    [Fact]
    public void Parts_by_length_cost_no_more_padding_than_any_other_cuts()
    {
        var random = new Random(1);
        for (int round = 0; round < 50; round++)
        {
            int[] lengths = [.. Enumerable.Range(0, random.Next(3, 12)).Select(_ => random.Next(1, 40)).Order()];
            int least = int.MaxValue;
            for (int first = 1; first < lengths.Length - 1; first++)
            {
                for (int second = first + 1; second < lengths.Length; second++)
                {
                    least = Math.Min(least, Cost(lengths, [first, second, lengths.Length]));
                }
            }

            Assert.Equal(least, Cost(lengths, LengthParts.Ends(lengths, 3)));
        }
    }

    private static int Cost(int[] lengths, int[] ends) =>
        ends.Select((end, part) => (end - (part == 0 ? 0 : ends[part - 1])) * lengths[end - 1]).Sum();

    private static LabelledListing Hat(params string[] colors) => ShopData.Listing("hat", "hat", Gold("Color", colors));

    private static Dictionary<string, IReadOnlyList<string>> Gold(string attribute, params string[] labels) =>
        new() { [attribute] = labels };
}
