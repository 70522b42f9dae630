using System.Text.Json;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class PackChoiceTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    private ImportedTaxonomy Import(TaxonomyImportOptions options, params (string Attribute, string[] Labels)[] attributes) =>
        TaxonomyImporter.Import(
        TaxonomySourceFormat.ValuesJson,
        scratch.Write("values.json", JsonSerializer.Serialize(new Dictionary<string, Dictionary<string, string[]>>
        {
            ["Things"] = attributes.ToDictionary(attribute => attribute.Attribute, attribute => attribute.Labels),
        })),
        options);

    [Fact]
    public void Values_that_are_mostly_words_of_a_pack_choose_it_whatever_their_attribute_is_called()
    {
        ImportedTaxonomy imported = Import(
            new TaxonomyImportOptions(),
            ("Hue", ["Red", "Navy", "Blue", "Green", "Sparkling"]),
            ("Taste", ["Orange", "Gold", "Vanilla", "Cola", "Mint leaf", "Caramel apple", "Berry"]));

        Assert.Equal("colors", Assert.Single(imported.ChosenPacks).Pack);
        AttributeDefinition hue = imported.Taxonomy.Attributes.Single(attribute => attribute.Name == "Hue");
        Assert.Equal(["colors"], hue.Packs);
        Assert.Empty(imported.Taxonomy.Attributes.Single(attribute => attribute.Name == "Taste").Packs);
        Dictionary<string, string> meant =
            PackSynonyms.Of(hue, imported.Taxonomy.Packs).ToDictionary(pair => pair.Word, pair => pair.Value.Label);
        Assert.Equal(("Red", "Navy", "Green"), (meant["bordeaux"], meant["dunkelblau"], meant["vert"]));
    }

    [Fact]
    public void Chosen_packs_are_written_into_the_files_and_read_again()
    {
        ImportedTaxonomy imported = Import(new TaxonomyImportOptions(), ("Hue", ["Red", "Blue", "Green"]));
        TaxonomyWriter.Write(imported.Taxonomy, scratch["out"]);

        ProductTaxonomy read = TaxonomyReader.Load(scratch["out"]);

        Assert.Equal(imported.Taxonomy.Version, read.Version);
        Assert.Contains("colors", read.Attributes[0].Packs);
    }

    [Fact]
    public void No_pack_is_chosen_where_a_person_declines()
    {
        ImportedTaxonomy imported = Import(new TaxonomyImportOptions { ChoosePacks = false }, ("Hue", ["Red", "Blue", "Green"]));

        Assert.Empty(imported.ChosenPacks);
        Assert.Empty(imported.Taxonomy.Attributes[0].Packs);
    }

    [Fact]
    public void A_family_speaks_for_any_of_its_names_and_else_for_a_broader_one()
    {
        var pack = new ValuePack("p", new Dictionary<string, IReadOnlyList<string>>
        {
            ["dotted / dots"] = ["spotted"],
            ["navy < blue"] = ["marine"],
            ["rose gold"] = ["pink gold"],
            ["gold"] = ["rosegold", "golden"],
        });
        AttributeDefinition Of(params string[] labels) =>
            new() { Id = "a", Name = "A", Packs = ["p"], Values = SmallTaxonomy.Values(labels) };

        string Meant(AttributeDefinition attribute) => string.Join(", ", PackSynonyms.WithBroader(attribute, [pack])
            .Select(synonym => $"{synonym.Word}={synonym.Value.Label}{(synonym.IsBroader ? "?" : "")}"));

        Assert.Equal("dotted=Dots, spotted=Dots", Meant(Of("Dots")));
        Assert.Equal("marine=Navy", Meant(Of("Navy", "Blue")));
        Assert.Equal("navy=Blue?, marine=Blue?", Meant(Of("Blue")));
        Assert.Equal("pink gold=Rose gold, rosegold=Rose gold, golden=Gold", Meant(Of("Rose gold", "Gold")));
    }
}
