using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Generative;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class GenerativeFiguresTests
{
    [Fact]
    public void Calibration_error_weighs_each_bins_gap_by_its_pairs()
    {
        // Bin of 0.9: 0.9 against 3 of 4; bin of 0.1: 0.1 against 0 of 4.
        (double, bool)[] pairs =
        [
            (0.9, true), (0.9, true), (0.9, true), (0.9, false), (0.1, false), (0.1, false), (0.1, false), (0.1, false),
        ];

        Assert.Equal(((0.15 * 4) + (0.1 * 4)) / 8, GenerativeFigures.CalibrationErrorOf(pairs), 9);
        Assert.Equal(0, GenerativeFigures.CalibrationErrorOf([(1, true), (0, false)]), 9);
    }

    [Fact]
    public void Figures_count_forms_quotes_and_flips_of_both_orders()
    {
        ShownListing a = Shown("1", "Kestrel KX-210 drill"), b = Shown("2", "KESTREL drill KX-210");
        GenerativePair same = Pair(a, b, true), other = Pair(b, a, false);
        GenerativeValidation.Answered[] answered =
        [
            new(same, new("", 10, true, 4, 4, true, MatchVerdict.Same, 0.9), new("", 20, true, 4, 3, false, MatchVerdict.Variant, 0.4)),
            new(
                other, new("", 30, false, 0, 0, false, MatchVerdict.Unsure, 0.5),
                new("", 40, true, 2, 2, true, MatchVerdict.Different, 0.1)),
        ];

        GenerativeFigures figures = GenerativeValidation.FiguresOf("all", answered);

        Assert.Equal((2, 1.0, 1.0, 1.0), (figures.Pairs, figures.Ratio, figures.F1, figures.F1OfBothOrders));
        Assert.Equal(0.75, figures.Parsed, 9);
        Assert.Equal(0.9, figures.Quotes, 9);
        Assert.Equal(2.0 / 3, figures.Follows, 9);
        Assert.Equal(0.5, figures.Flips, 9);
        Assert.Equal(0.45, figures.Asymmetry, 9);
        Assert.Equal(25, figures.Tokens, 9);
    }

    private static ShownListing Shown(string id, string title) =>
        ShownListing.Of(new() { Id = id, Title = title }, MatchPrompt.Trained.Limits);

    private static GenerativePair Pair(ShownListing a, ShownListing b, bool isSame) => new(
        "all", new PairEvidence { Prompt = MatchPrompt.Trained, A = a, B = b, Aspects = [], Titles = TitleContrast.None }, isSame, 0, true);
}
