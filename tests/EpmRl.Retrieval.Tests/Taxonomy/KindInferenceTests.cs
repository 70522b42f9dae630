using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class KindInferenceTests
{
    private static readonly UnitLookup Units = new(new UnitPack(
    [
        new("Gigabytes", "data", 1e9, 0, ["GB"]), new("Inches", "length", 0.0254, 0, ["in", "\""]),
        new("Metric Tons", "mass", 1000, 0, ["t"]),
    ]));

    [Theory]
    [InlineData(AttributeKind.Categorical, "Red", "Green", "Blue")]
    [InlineData(AttributeKind.Categorical, "DDR3", "DDR4", "DDR5")]
    [InlineData(AttributeKind.Categorical, "3 Ring", "4 Hole", "Spiral")]
    [InlineData(AttributeKind.Categorical)]
    [InlineData(AttributeKind.Number, "1", "2", "10", "100")]
    [InlineData(AttributeKind.Number, "1", "1.5", "2", "2.25")]
    [InlineData(AttributeKind.Number, "2", "3", "4", "5", "6", "7", "2T", "3T")] // "T" does not mean tons here
    [InlineData(AttributeKind.Measurement, "1.5", "20.0", "3.7")]
    [InlineData(AttributeKind.Measurement, "1 Gigabytes", "2 Gigabytes")]
    [InlineData(AttributeKind.Measurement, "40/80 GB", "1.5GB", "2 - 4 GB")]
    [InlineData(AttributeKind.Measurement, "12", "340", "500", "5in")]
    [InlineData(AttributeKind.Identifier, "10300", "16000", "19098", "00137", "30000")]
    [InlineData(AttributeKind.Identifier, "4006381333931", "5901234123457", "9780306406157", "0012345678905", "96385074")]
    [InlineData(AttributeKind.Identifier, "1000LCD402", "100BC186", "10HC414151", "13048GSC", "0279B003A", "1492A002", "295673BE", "01FBIR060G", "YH344A", "C5609X")]
    public void Kinds_show_in_the_labels(AttributeKind expected, params string[] labels) =>
        Assert.Equal(expected, KindInference.Infer(labels, Units).Kind);

    [Fact]
    public void The_form_of_labels_is_inferred_too()
    {
        Assert.Equal(1, KindInference.Infer(["1.5", "20.0", "3.7"], Units).Quantity!.Decimals);
        Assert.Equal(["Gigabytes"], KindInference.Infer(["1 GB", "2 GB"], Units).Quantity!.InputUnits);
        Assert.Empty(KindInference.Infer(["1", "2", "3", "5in"], Units).Quantity!.InputUnits); // bare numbers must stay readable
        Assert.True(
            KindInference.Infer(["4006381333931", "5901234123457", "9780306406157", "0012345678905", "96385074"], Units).Identifier!.Gtin);
        Assert.False(KindInference.Infer(["10300", "16000", "19098", "00137", "30000"], Units).Identifier!.Gtin);
        string[] marked = [.. Enumerable.Range(0, 12).Select(i => $"157{i:000}-B21")];
        Assert.True(KindInference.Infer(marked, Units).Identifier!.KeepMarks);
    }
}
