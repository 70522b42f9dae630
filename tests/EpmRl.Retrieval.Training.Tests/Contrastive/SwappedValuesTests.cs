using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Contrastive;

public sealed class SwappedValuesTests
{
    [Fact]
    public void Text_and_label_change_together_and_the_rest_stays()
    {
        TrainingSet set = Set(("a large shoe , red", Gold("Color", "red", "Size", "large")));
        var seen = new HashSet<string>();
        foreach (TrainingItem item in Swapped(set))
        {
            string title = item.Listing.Profile.Title;
            seen.Add(title);
            Assert.Equal(title, $"a {Label(set, item, "Size")} shoe , {Label(set, item, "Color")}");
        }

        Assert.Equal(2 * ShopData.Colors.Length, seen.Count);
    }

    [Fact]
    public void Values_that_the_text_does_not_spell_out_and_values_that_are_not_there_stay()
    {
        TrainingSet set = Set(("a scarlet shoe", Gold("Color", "red", "Size", null)));
        Assert.All(Swapped(set), item => Assert.Same(set.Items[0], item));
    }

    [Fact]
    public void Attributes_of_one_value_change_together_where_both_lists_have_the_other()
    {
        // Both attributes list "red"; their other values differ but for "blue".
        AttributeDefinition color = Attribute("Color", "red", "blue", "green"), trim = Attribute("Trim", "red", "blue", "golden");
        var taxonomy = new ProductTaxonomy(
            "shop", "v1", [new Category { Id = "shoe", Name = "shoe", Path = "shoe", Attributes = [color, trim] }], [color, trim]);
        TrainingSet set =
            TrainingSet.Of([ShopData.Listing("a red shoe", "shoe", Gold("Color", "red", "Trim", "red"))], taxonomy, new PromptTemplates());
        foreach (TrainingItem item in Swapped(set))
        {
            string value = item.Listing.Profile.Title.Split(' ')[1];
            Assert.All(item.Labels, label => Assert.Equal(value, set.Groups[label.Group].Labels[label.Values[0]]));
            Assert.Equal(value is "red" or "blue" ? 2 : 1, item.Labels.Count);
        }
    }

    [Fact]
    public void An_attribute_whose_value_went_with_another_is_labelled_no_more()
    {
        AttributeDefinition maker = Attribute("Maker", "Red Wing", "Camper"), color = Attribute("Color", "red", "blue");
        var taxonomy = new ProductTaxonomy(
            "shop", "v1", [new Category { Id = "shoe", Name = "shoe", Path = "shoe", Attributes = [maker, color] }], [maker, color]);
        TrainingSet set = TrainingSet.Of(
            [ShopData.Listing("Red Wing shoe", "shoe", Gold("Maker", "Red Wing", "Color", "red"))], taxonomy, new PromptTemplates());

        TrainingItem[] swapped = [.. Swapped(set)];

        TrainingItem[] others = [.. swapped.Where(item => item.Listing.Profile.Title == "Camper shoe")];
        Assert.NotEmpty(others);
        Assert.All(others, item => Assert.Equal([set.Items[0].Labels[0].Group], item.Labels.Select(label => label.Group)));
    }

    [Fact]
    public void A_length_is_swapped_in_the_unit_that_the_text_uses()
    {
        AttributeDefinition width = Attribute("Width", "30.5", "61.0", "counter") with
        {
            Kind = AttributeKind.Measurement, RoleWords = ["W"],
            Quantity = new QuantityFormat { Unit = "cm", AssumedUnit = "in", Decimals = 1 },
        };
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(width);
        TrainingSet set =
            TrainingSet.Of([ShopData.Listing("Shelf 12\"W , 12 pieces", "Things", Gold("Width", "30.5"))], taxonomy, new PromptTemplates());

        var pairs =
            Swapped(set).Select(item => (item.Listing.Profile.Title, Label: set.Groups[0].Labels[item.Labels[0].Values[0]])).ToHashSet();

        Assert.Equal([("Shelf 12\"W , 12 pieces", "30.5"), ("Shelf 24\"W , 12 pieces", "61.0")], pairs.Order());
    }

    private static IEnumerable<TrainingItem> Swapped(TrainingSet set)
    {
        var swapped = new SwappedValues(set);
        return Enumerable.Range(0, 200).Select(seed => swapped.Of(set.Items[0], new Random(seed)));
    }

    private static string Label(TrainingSet set, TrainingItem item, string attribute) => item.Labels
        .Select(label => (Prompt: set.Groups[label.Group].Text(label.Values[0]), Label: set.Groups[label.Group].Labels[label.Values[0]]))
        .Single(label => label.Prompt.Contains($"with {attribute} being", StringComparison.Ordinal)).Label;

    private static AttributeDefinition Attribute(string name, params string[] labels) =>
        new() { Id = name, Name = name, Values = [.. labels.Select(label => new TaxonomyValue { Id = label, Label = label })] };

    private static Dictionary<string, IReadOnlyList<string>> Gold(params string?[] pairs) => pairs.Chunk(2)
        .ToDictionary(pair => pair[0]!, pair => (IReadOnlyList<string>)(pair[1] is { } label ? [label] : []), StringComparer.Ordinal);

    private static TrainingSet Set((string Title, Dictionary<string, IReadOnlyList<string>> Gold) listing) =>
        TrainingSet.Of([ShopData.Listing(listing.Title, "shoe", listing.Gold)], ShopData.Taxonomy(), new PromptTemplates());
}
