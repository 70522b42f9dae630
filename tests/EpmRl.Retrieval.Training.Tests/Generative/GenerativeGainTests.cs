using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Generative;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class GenerativeGainTests
{
    [Fact]
    public void A_gain_has_an_interval_of_products_and_needs_the_same_pairs()
    {
        // Before: every tenth match is missed. After: none is.
        ValidationRow[] before = [.. Rows(i => i % 10 != 0)], after = [.. Rows(_ => true)];

        GenerativeGain gain = GenerativeGain.Of(before, after)!;

        Assert.Equal(1 - (2 * 0.9 / 1.9), gain.F1, 6);
        Assert.InRange(gain.Low, 0, gain.F1);
        Assert.InRange(gain.High, gain.F1, 0.2);
        Assert.True(gain.CalibrationError < 0);
        GenerativeGain none = GenerativeGain.Of(after, after)!;
        Assert.Equal((0, 0, 0), (none.F1, none.Low, none.High));
        Assert.Null(GenerativeGain.Of(before[1..], after));
        Assert.Null(GenerativeGain.Of([], []));
    }

    [Fact]
    public void Rows_are_read_as_they_were_written_and_a_damaged_file_is_no_comparison()
    {
        using var folder = new ScratchFolder();
        ValidationRow[] rows = [.. Rows(i => i % 3 == 0)];
        folder.Write(ValidationRow.FileName, ValidationRow.Write(rows));

        Assert.Equal(rows, ValidationRow.Read(folder.Path));
        folder.Write(ValidationRow.FileName, "{\"Set\":");
        Assert.Empty(ValidationRow.Read(folder.Path));
    }

    // 200 pairs of 50 products, every other one a match.
    private static IEnumerable<ValidationRow> Rows(Func<int, bool> isFound)
    {
        for (int i = 0; i < 200; i++)
        {
            bool same = i % 2 == 0, called = same && isFound(i / 2);
            MeasuredAnswer answer = new(
                "brand: a | a | same", 9, true, 2, 2, true, called ? MatchVerdict.Same : MatchVerdict.Different, called ? 0.99 : 0.01);
            yield return new ValidationRow("set", $"a{i}", $"b{i}", same, true, i / 4, answer, answer);
        }
    }
}
