using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Features;

public sealed class TitleRolesTests
{
    private static readonly AspectRules Rules = AspectRules.Load(AspectRules.ShippedFolder);

    [Theory]
    [InlineData("Case for Kelvora K7", "Kelvora K7")]
    [InlineData("Kelvora K7 compatible charger", "Kelvora K7")]
    [InlineData("Schutzhülle für Kelvora K7", "Kelvora K7")]
    [InlineData("Handyhülle für Kelvora K7", "Kelvora K7")] // by the end of the compound
    [InlineData("Housse pour Kelvora K7", "Kelvora K7")]
    [InlineData("Funda para Kelvora K7", "Kelvora K7")]
    [InlineData("Custodia per Kelvora K7", "Kelvora K7")]
    [InlineData("Hoesje voor Kelvora K7", "Kelvora K7")]
    public void An_article_for_the_other_listings_product_is_noticed(string accessory, string product)
    {
        Assert.Equal(1, Of(accessory, product)["role.article"]);
        Assert.Equal(1, Of(product, accessory)["role.article"]);
    }

    [Theory]
    [InlineData("Kelvora K7 + Brisa speaker", "Kelvora K7")]
    [InlineData("Kelvora K7 bundle incl. Brisa speaker", "Kelvora K7")]
    [InlineData("Kelvora K7 mit Brisa Lautsprecher", "Kelvora K7")]
    public void A_bundle_is_noticed_with_the_weight_of_what_is_added(string bundle, string product)
    {
        Dictionary<string, float> features = Of(bundle, product);

        Assert.True(features["role.bundle.max"] > 0);
        Assert.True(features["role.bundle.weight"] > 0);
    }

    [Theory]
    [InlineData("Kelvora K7 black", "Kelvora K7")]
    [InlineData("Case for Kelvora K7", "Kelvora K7 case, for outdoors")]
    [InlineData("Kelvora K7 + Brisa speaker", "Brisa speaker + Kelvora K7")]
    [InlineData("", "")]
    public void Words_that_both_titles_have_say_nothing(string first, string second)
    {
        Dictionary<string, float> features = Of(first, second);

        Assert.All(TitleRoles.Names, name => Assert.Equal(0, features[name]));
    }

    [Fact]
    public void An_unknown_list_of_words_is_reported_with_its_line()
    {
        using var folder = new ScratchFolder();
        Copy(AspectRules.ShippedFolder, folder.Path);
        string path = folder["rules.yaml"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("  purpose:", "  purposes:", StringComparison.Ordinal));

        var refused = Assert.Throws<Files.FileFormatException>(() => AspectRules.Load(folder.Path));

        Assert.Contains("purposes", refused.Message, StringComparison.Ordinal);
        Assert.Matches(@"rules\.yaml:\d+", refused.Message);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static Dictionary<string, float> Of(string first, string second)
    {
        PreparedListing[] listings =
        [
            .. PreparedCatalog.Of(
                [new ProductProfile { Id = "1", Title = first }, new ProductProfile { Id = "2", Title = second }], Rules,
                new TokenTable(new Dictionary<string, int>(), 0)).Listings,
        ];
        var values = new float[TitleRoles.Names.Count];
        int next = 0;
        Rules.Roles.Write(listings[0], listings[1], 1, 1, values, ref next);
        return TitleRoles.Names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
