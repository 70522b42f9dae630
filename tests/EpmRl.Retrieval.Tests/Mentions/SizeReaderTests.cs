using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class SizeReaderTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
    private static readonly MentionReader Shirts = new(Sample.Categories.Single(category => category.Id == "t-shirts"), Sample);

    [Theory]
    [InlineData("Tee 3 XL navy", "3XL")]
    [InlineData("Tee 3XL", "3XL")]
    [InlineData("Tee 4-XL", "4XL")]
    [InlineData("Tee 2X-Large", "2XL")]
    [InlineData("Tee 3 X-Large", "3XL")]
    [InlineData("Tee XXXL", "3XL")]
    [InlineData("Tee XX-Large", "2XL")]
    [InlineData("Tee extra extra large", "2XL")]
    [InlineData("Tee double XL", "2XL")]
    [InlineData("Tee Extra Large, black", "XL")]
    [InlineData("Tee X-Small", "XS")]
    [InlineData("Tee navy, M", "M")]
    [InlineData("Tee size m", "")] // a small letter is not a size
    [InlineData("Tee LL", "XL")]
    [InlineData("men's tee", "")]
    [InlineData("Tee L/S", "")]
    [InlineData("Tee with small logo print", "")]
    [InlineData("tee large black", "L")]
    [InlineData("Tee S/M", "S M")]
    [InlineData("Tee S, M, L, XL", "S M L XL")]
    [InlineData("Tee 9XL", "")] // not in the list, and no XL
    public void Sizes_are_read_by_their_pattern(string title, string sizes)
    {
        IReadOnlyList<Mention> mentions =
            Shirts.Read(FieldText.Of(new ProductProfile { Id = "1", Title = title })).GetValueOrDefault("clothing-size", []);
        Assert.Equal(sizes, string.Join(' ', mentions.Select(mention => mention.Label)));
    }
}
