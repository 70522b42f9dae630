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

    private static (string Name, int Cases, int Right) Counts(ReadingFigures figures) => (figures.Name, figures.Cases, figures.Right);

    private static ReadingResult Read(string kind, string language, string? label) => new(
        new ReadingCase
        {
            Id = "1", Kind = kind, Language = language, Profile = new ProductProfile { Id = "1", Title = "t" }, Attribute = "a",
            Expect = new Regex("^x$"),
        },
        Labelled.Answer("a", label));
}
