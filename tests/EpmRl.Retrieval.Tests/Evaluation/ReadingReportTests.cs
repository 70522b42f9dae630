using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class ReadingReportTests
{
    [Fact]
    public void Cases_are_counted_by_kind_and_by_language_and_failures_are_kept()
    {
        ReadingResult right = Read("range", "en", "x"), wrong = Read("range", "de", "y"), open = Read("code", "en", null);

        var report = ReadingReport.Of([right, wrong, open]);

        Assert.Equal(("all", 3, 1), Counts(report.All));
        Assert.Equal([("code", 1, 0), ("range", 2, 1)], report.Kinds.Select(Counts));
        Assert.Equal([("de", 1, 0), ("en", 2, 1)], report.Languages.Select(Counts));
        Assert.Equal([wrong, open], report.Failed);
    }

    [Fact]
    public void A_twin_counts_where_both_of_its_listings_are_right()
    {
        ReadingResult[] results =
        [
            Read("negation", "en", "x", "1"), Read("negation", "en", "x", "1"),
            Read("negation", "de", "x", "2"), Read("negation", "de", "y", "2"),
            Read("idiom", "en", null, "3"), Read("idiom", "en", "x", "3"),
        ];

        TwinReport twins = ReadingReport.Of(results).Twins!;

        Assert.Equal(("all", 3, 1), Counts(twins.All));
        Assert.Equal([("idiom", 1, 0), ("negation", 2, 1)], twins.Kinds.Select(Counts));
        Assert.Equal([("de", 1, 0), ("en", 2, 1)], twins.Languages.Select(Counts));
    }

    [Fact]
    public void A_case_without_its_twin_is_no_twin()
    {
        var report = ReadingReport.Of([Read("negation", "en", "x"), Read("negation", "en", "x", "1")]);

        Assert.Null(report.Twins);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(10, 0, 0, 0.2775)]
    [InlineData(10, 5, 0.2366, 0.7634)]
    [InlineData(600, 600, 0.9936, 1)]
    public void The_interval_of_twins_is_that_of_Wilson(int twins, int bothRight, double low, double high)
    {
        var figures = new TwinFigures("all", twins, bothRight);

        Assert.Equal(low, figures.Low, 4);
        Assert.Equal(high, figures.High, 4);
    }

    private static (string Name, int Twins, int BothRight) Counts(TwinFigures figures) => (figures.Name, figures.Twins, figures.BothRight);

    private static (string Name, int Cases, int Right) Counts(ReadingFigures figures) => (figures.Name, figures.Cases, figures.Right);

    private static ReadingResult Read(string kind, string language, string? label, string? twin = null) => new(
        new ReadingCase
        {
            Id = "1", Kind = kind, Language = language, Profile = new ProductProfile { Id = "1", Title = "t" }, Attribute = "a",
            Expect = new Regex("^x$"), Twin = twin,
        },
        Labelled.Answer("a", label));
}
