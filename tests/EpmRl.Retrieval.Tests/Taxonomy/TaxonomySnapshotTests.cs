using System.Text.Json;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class TaxonomySnapshotTests
{
    [Fact]
    public void A_snapshot_gives_back_every_setting()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Small();

        ProductTaxonomy read = TaxonomySnapshot.Read(Snapshot(taxonomy));

        Assert.Equal(Describe(taxonomy), Describe(read));
        Assert.Equal("A-1\uD800", read.Attributes[2].Values[0].Label);
    }

    [Fact]
    public void The_taxonomy_of_these_tests_sets_everything_that_categories_and_values_have()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Small();
        AssertEachSet(new Category { Id = "", Name = "", Path = "" }, taxonomy.Categories);
        AssertEachSet(new TaxonomyValue { Id = "", Label = "" }, taxonomy.Attributes.SelectMany(attribute => attribute.Values));

        // A new property of the records that this taxonomy does not set would be lost unnoticed. (For attributes, see
        // SettingsReferenceTests.)
        static void AssertEachSet<T>(T unset, IEnumerable<T> all) => Assert.All(typeof(T).GetProperties(), property =>
            Assert.True(
                all.Any(one => JsonSerializer.Serialize(property.GetValue(one)) != JsonSerializer.Serialize(property.GetValue(unset))),
                $"{typeof(T).Name}.{property.Name} has its default everywhere: set it in TestTaxonomies.Small"));
    }

    [Fact]
    public void A_setting_that_came_later_is_kept_by_name_where_it_is_set()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Small();
        Setting[] later = [.. AttributeSettings.All.Where(setting => setting.Key is "usual" or "mixed_value" or "sum")];
        Setting[] first = [.. AttributeSettings.InSnapshots.Except(later)];
        using var stream = new MemoryStream();

        TaxonomySnapshot.Write(taxonomy, stream, first, later);

        ProductTaxonomy read = TaxonomySnapshot.Read(stream.ToArray(), first, later);
        Assert.Equal(Describe(taxonomy), Describe(read));
        Assert.Same(read.Attributes[0], read.Categories[1].Attributes[0]);
        Assert.Contains(
            "setting 'usual'",
            Assert.Throws<InvalidDataException>(() => TaxonomySnapshot.Read(stream.ToArray(), first, later[..1])).Message);
    }

    [Fact]
    public void A_snapshot_without_later_settings_has_the_form_from_before_they_came()
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed: 1, categories: 3, attributes: 3, values: 3);
        Setting usual = AttributeSettings.All.Single(setting => setting.Key == "usual");
        using var stream = new MemoryStream();

        TaxonomySnapshot.Write(taxonomy, stream, AttributeSettings.InSnapshots, [usual]);

        Assert.Equal(Snapshot(taxonomy), stream.ToArray());
    }

    [Fact]
    public void Attributes_and_value_lists_that_are_shared_stay_shared()
    {
        ProductTaxonomy read = TaxonomySnapshot.Read(Snapshot(TestTaxonomies.Small()));

        Assert.Same(read.Attributes[0], read.Categories[1].Attributes[0]);
        Assert.Same(read.Attributes[0].Values, read.Attributes[4].Values);
    }

    [Property(MaxTest = 60)]
    public bool Any_taxonomy_survives_and_gives_the_same_bytes_again(
        int seed, PositiveInt categories, PositiveInt attributes, NonNegativeInt values)
    {
        ProductTaxonomy taxonomy = TestTaxonomies.Random(seed, categories.Get % 30, 1 + (attributes.Get % 12), values.Get % 20);
        byte[] bytes = Snapshot(taxonomy);
        ProductTaxonomy read = TaxonomySnapshot.Read(bytes);
        return Describe(taxonomy) == Describe(read) && Snapshot(read).AsSpan().SequenceEqual(bytes);
    }

    [Fact]
    public void A_category_with_an_attribute_that_is_not_listed_is_refused()
    {
        var stray = new AttributeDefinition { Id = "stray", Name = "Stray" };
        var taxonomy = new ProductTaxonomy("x", "1", [new Category { Id = "c", Name = "C", Path = "C", Attributes = [stray] }], []);

        Assert.Contains("'stray'", Assert.Throws<ArgumentException>(() => Snapshot(taxonomy)).Message);
    }

    [Fact]
    public void Damaged_bytes_are_refused_within_bounded_memory()
    {
        byte[] good = Snapshot(TestTaxonomies.Random(seed: 1, categories: 20, attributes: 10, values: 10));
        var random = new Random(42);
        long before = GC.GetAllocatedBytesForCurrentThread();
        const int trials = 3000;
        for (int trial = 0; trial < trials; trial++)
        {
            byte[] bad = [.. good];
            switch (trial % 3)
            {
                case 0:
                    bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bad = bad[..random.Next(bad.Length)];
                    break;
                default:
                    random.NextBytes(bad.AsSpan(random.Next(bad.Length - 5), 5)); // often a huge count
                    break;
            }

            try
            {
                TaxonomySnapshot.Read(bad); // a changed letter of a label gives another taxonomy: the checksums of the index find that
            }
            catch (InvalidDataException)
            {
            }
        }

        long perTrial = (GC.GetAllocatedBytesForCurrentThread() - before) / trials;
        Assert.True(perTrial < 40 * good.Length, $"{perTrial} bytes per trial for a file of {good.Length}");
    }

    [Fact]
    public void A_foreign_file_is_no_snapshot()
    {
        Assert.Contains(
            "not a taxonomy snapshot",
            Assert.Throws<InvalidDataException>(() => TaxonomySnapshot.Read("PK\u0003\u0004 something else"u8)).Message);
        Assert.Throws<InvalidDataException>(() => TaxonomySnapshot.Read([]));
    }

    internal static byte[] Snapshot(ProductTaxonomy taxonomy)
    {
        using var stream = new MemoryStream();
        TaxonomySnapshot.Write(taxonomy, stream);
        return stream.ToArray();
    }

    private static string Describe(ProductTaxonomy taxonomy) => JsonSerializer.Serialize(taxonomy);
}
