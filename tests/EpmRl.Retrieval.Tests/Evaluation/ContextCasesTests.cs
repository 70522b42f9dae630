using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class ContextCasesTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    [Fact]
    public async Task Every_line_is_a_case_and_no_listing_occurs_twice()
    {
        (IReadOnlyList<ReadingCase> cases, IReadOnlyList<LabelledRowError> badRows) = await ReadAsync();

        Assert.Empty(badRows);
        Assert.Equal(cases.Count, cases.Select(one => one.Id).Distinct().Count());
        Assert.Equal(cases.Count, cases.Select(one => (one.Profile.Title, one.Profile.Description, one.Attribute)).Distinct().Count());
    }

    [Fact]
    public async Task A_twin_is_two_listings_of_one_attribute_with_different_answers()
    {
        (IReadOnlyList<ReadingCase> cases, _) = await ReadAsync();

        Assert.All(cases.GroupBy(one => one.Twin), twin =>
        {
            Assert.NotNull(twin.Key);
            Assert.Equal(2, twin.Count());
            ReadingCase stated = twin.First(), other = twin.Last();
            Assert.Equal(Common(stated), Common(other));
            Assert.NotNull(stated.Expect);
            Assert.NotEqual(stated.Expect.ToString(), other.Expect?.ToString());
        });
    }

    [Fact]
    public async Task Every_expected_name_is_a_label_of_its_attribute()
    {
        (IReadOnlyList<ReadingCase> cases, _) = await ReadAsync();

        Assert.All(cases.Where(one => one.Expect is not null), one =>
        {
            Assert.True(Sample.TryFindCategory(one.Profile.Category!, out Category? category));
            AttributeDefinition attribute = category.Attributes.First(listed => listed.Name == one.Attribute);
            bool known = !attribute.IsNamed || attribute.Values.Any(value => one.Expect!.IsMatch(value.Label));
            Assert.True(known, $"{one.Id}: {one.Expect}");
        });
    }

    [Fact]
    public async Task Each_language_has_the_same_twelve_frames()
    {
        (IReadOnlyList<ReadingCase> cases, _) = await ReadAsync();

        Assert.All(cases.GroupBy(one => one.Language), language =>
        {
            int[] twins = [.. language.GroupBy(one => one.Kind).Select(frame => frame.Count() / 2)];
            Assert.Equal(12, twins.Length);
            Assert.All(twins, count => Assert.InRange(count, 8, 10));
        });
    }

    private static (string Kind, string Language, string? Category, string Attribute) Common(ReadingCase one) =>
        (one.Kind, one.Language, one.Profile.Category, one.Attribute);

    private static Task<(IReadOnlyList<ReadingCase> Cases, IReadOnlyList<LabelledRowError> BadRows)> ReadAsync() =>
        ReadingCasesReader.ReadAsync(
            TestPaths.InProject("tests", "EpmRl.Retrieval.Tests", "contexts"), Sample, TestContext.Current.CancellationToken);
}
